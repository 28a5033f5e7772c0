/** The connection as this folder needs it: questions with answers, and what the server says by itself. */
import type {
  Answer,
  CommandRequest,
  DocumentState,
  ErrorCode,
  Joined,
  JoinRequest,
  PresenceRequest,
  ServerEvents,
  SyncRequest,
  UpdateRequest,
} from '#shared/protocol/index.ts';

export interface WireListener extends ServerEvents {
  open(): void;
  /** The connection is gone, or could not be made. `code` is the server's reason, where it gave one. */
  shut(code: ErrorCode | null): void;
}

/** Null when no answer came: what was asked may have happened or not. */
export type Reply<T> = Promise<Answer<T> | null>;

/** One connection that comes back by itself until `disconnect`. */
export interface Wire {
  listen(listener: WireListener): void;
  /** Connects; when it is waiting for its next try, tries at once. */
  connect(): void;
  disconnect(): void;
  join(request: JoinRequest): Reply<Joined>;
  sync(request: SyncRequest): Reply<{ state: DocumentState }>;
  update(request: UpdateRequest): Reply<{ version: number }>;
  command(request: CommandRequest): Reply<{ result: unknown }>;
  say(presence: PresenceRequest): void;
}
