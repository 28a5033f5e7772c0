import type * as Y from 'yjs';
import type {
  Answer,
  Counts,
  ErrorCode,
  Id,
  OwnBallots,
  ParticipantRole,
  PresenceEntry,
  Spot,
} from '#shared/protocol/index.ts';

/** What the mark beside one's typing says. */
export type SaveState = 'connecting' | 'saved' | 'saving' | 'offline' | 'not-saved' | 'ended';

/** Words that could not be accepted, given back to the person who wrote them. */
export interface OfferedWords {
  readonly id: Id;
  readonly text: string;
}

/** What a board needs of a live meeting. `MeetingConnection` of `src/lib/sync` is one, the demo on /dev/ui another. */
export interface BoardConnection {
  readonly board: Y.Doc;
  readonly table: Y.Doc;
  readonly notes: Y.Doc;
  readonly memberId: Id | null;
  readonly role: ParticipantRole | null;
  readonly presence: readonly PresenceEntry[];
  readonly counts: Counts;
  readonly ballots: OwnBallots;
  readonly state: SaveState;
  readonly ended: ErrorCode | null;
  readonly offered: readonly OfferedWords[];
  /** Postgres's clock, ms since 1970. */
  serverNow(): number;
  command(name: string, payload: unknown): Promise<Answer<{ result: unknown }>>;
  /** Where I am, and whether I type in public text. */
  say(spot: Spot): void;
  dismissOffered(id: Id): void | Promise<void>;
  /** `replaced`: a document is another object from now on. Answers the way to stop listening. */
  on(event: 'change' | 'replaced', listener: () => void): () => void;
  close(): void | Promise<void>;
}
