/** Who stands at the door: implemented by server/store and server/http, asked by every transport before the upgrade. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Id, ParticipantRole } from '#shared/protocol/index.ts';

/** Somebody whose session, guest pass or personal token was checked. */
export interface Visitor {
  /** Stable per person or guest: limits and evictions are by this. */
  readonly person: string;
  readonly via: 'session' | 'guest' | 'token';
  readonly accountId: Id | null;
  /** A guest's only meeting and place in it. */
  readonly guest: { readonly meetingId: Id; readonly memberId: Id } | null;
}

/** A visitor's place in one meeting. */
export interface Admission {
  readonly memberId: Id;
  readonly name: string;
  readonly role: ParticipantRole;
  readonly manages: boolean;
}

export interface Door {
  /**
   * Null when nobody can be made out. A cookie counts only with our exact `Origin`; a token comes in
   * `Authorization: Bearer` or as the subprotocol `token.<token>`, never in the query.
   */
  identify(headers: IncomingHttpHeaders): Promise<Visitor | null>;
  /**
   * The visitor's place in the meeting, made at the first visit. Throws `Refusal`: `not-found` for a meeting that is
   * not theirs to know of, `removed`.
   */
  admit(visitor: Visitor, meetingId: Id): Promise<Admission>;
  /** Calls back when a person's sessions ended or rights changed: their sockets are closed or judged again. */
  onChange(changed: (person: string) => void): void;
}
