/** How rooms speak to people: a transport implements this; rooms know no socket. */
import type {
  Counts,
  DocumentName,
  ErrorCode,
  Id,
  OwnBallots,
  PresenceEntry,
} from '#shared/protocol/index.ts';
import type { Admission } from './admission.ts';

/** One connection that joined a meeting. */
export interface Session {
  /** Unique in this process, over all transports. */
  readonly id: string;
  /** The number others see in presence. */
  readonly connection: number;
  readonly person: string;
  /** Role and name as of the last judgement; replaced when rights change. */
  member: Admission;
}

export interface CommittedFrame {
  readonly meetingId: Id;
  readonly document: DocumentName;
  readonly version: number;
  readonly update: Uint8Array;
}

export interface Outlet {
  /** To everybody who reads the document, but not to `except`, who alone wrote it. Encoded once. */
  update(frame: CommittedFrame, except: string | null): void;
  presence(meetingId: Id, entries: readonly PresenceEntry[]): void;
  counts(meetingId: Id, counts: Counts): void;
  ballots(session: Session, meetingId: Id, ballots: OwnBallots): void;
  /** Rights or documents changed: `null` asks to join again, a code ends the session. */
  rights(session: Session, meetingId: Id, code: ErrorCode | null): void;
}
