/**
 * What rooms need from the outside, and nothing more: the Postgres half implements these (server/store), the
 * Redis half announces. Rooms import no driver.
 */
import type {
  ActionItemRow,
  Carried,
  LeftOver,
  MeetingKind,
  MeetingSetup,
  Person,
  SettledItem,
} from '#shared/meeting/index.ts';
import type { DocumentName, Id, OwnBallots, ParticipantRole, PresenceEntry } from '#shared/protocol/index.ts';

/** Where a meeting's log stands. `seq` is internal: it never leaves the server. */
export interface Head {
  readonly seq: number;
  /** Raised by whatever changes who may write; a judgement made under another epoch is made again. */
  readonly epoch: number;
}

/** "From now on this clientID is that member's, in this document, for ever." */
export interface WriterClaim {
  readonly document: DocumentName;
  readonly clientId: number;
  readonly memberId: Id;
}

/** One change of one document, not yet in the log: at most one per document and flush. */
export interface NewEntry {
  readonly document: DocumentName;
  readonly update: Uint8Array;
}

/** One committed change. `version` is gap-free per document, `seq` per meeting. */
export interface Entry extends NewEntry {
  readonly seq: number;
  readonly version: number;
}

export interface DocumentSnapshot {
  readonly document: DocumentName;
  readonly version: number;
  /** All updates up to `version`: the newest snapshot first, then what came after. */
  readonly updates: readonly Uint8Array[];
}

export interface Participant {
  readonly memberId: Id;
  readonly name: string;
  readonly role: ParticipantRole;
  /** Manager or Administrator of the meeting's organisation. */
  readonly manages: boolean;
  readonly removed: boolean;
}

export type MeetingState = 'open' | 'closed';

/** Everything a node needs to serve a meeting, as of one head. */
export interface LoadedMeeting {
  readonly meetingId: Id;
  readonly kind: string;
  readonly state: MeetingState;
  readonly head: Head;
  readonly documents: readonly DocumentSnapshot[];
  readonly writers: readonly WriterClaim[];
  readonly participants: readonly Participant[];
}

/** An append names the head it was judged at; it is taken only there, so what was judged is what is written. */
export interface Append {
  readonly meetingId: Id;
  readonly at: Head;
  readonly entries: readonly NewEntry[];
  readonly claims: readonly WriterClaim[];
}

/**
 * `committed`: fsynced; `entries` are the same ones with their seq and version. `behind`: the head has moved or its epoch was raised. `busy`: somebody
 * holds the head; try again with the next flush. `failed`: Postgres refused or is in doubt; rebuild from the log.
 */
export type AppendOutcome =
  | { readonly kind: 'committed'; readonly entries: readonly Entry[]; readonly head: Head }
  | { readonly kind: 'behind' | 'busy' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What came after a head: entries, or everything when the log no longer reaches back that far. */
export type CatchUp =
  | {
      readonly kind: 'entries';
      readonly entries: readonly Entry[];
      readonly claims: readonly WriterClaim[];
      readonly head: Head;
      /** Given when the epoch has changed: roles may have. */
      readonly participants: readonly Participant[] | null;
      readonly state: MeetingState;
    }
  | { readonly kind: 'reload' };

export interface Log {
  load(meetingId: Id): Promise<LoadedMeeting | null>;
  /** Brings up what came after `from`. */
  after(meetingId: Id, from: Head): Promise<CatchUp>;
  /** Group commit: one statement for all meetings; the outcomes are in the order of `appends`. Never throws. */
  append(appends: readonly Append[]): Promise<AppendOutcome[]>;
  /** Locks the head, runs `work`, commits. Throws `Refusal('not-saved')` when it can't, in which case nothing was written. */
  command<T>(meetingId: Id, work: (tx: CommandTransaction) => Promise<T>): Promise<T>;
  /** Casts or takes back a vote without the head's lock. Throws `Refusal`. */
  vote(vote: Vote): Promise<OwnBallots>;
  ballotsOf(meetingId: Id, memberId: Id): Promise<OwnBallots>;
  /** Heads of the given meetings, for nodes without Redis. */
  heads(meetingIds: readonly Id[]): Promise<ReadonlyMap<Id, Head>>;
  /** Replaces the log up to `head` by one snapshot per document, if the head still has the given seq. */
  snapshot(
    meetingId: Id,
    head: Head,
    documents: readonly { document: DocumentName; update: Uint8Array }[],
  ): Promise<boolean>;
  /** The log's incarnation: another one means a restored backup. */
  incarnation(): Promise<string>;
}

export interface Vote {
  readonly meetingId: Id;
  /** A repeated id changes nothing: the present ballots are the answer. */
  readonly commandId: Id;
  readonly memberId: Id;
  readonly card: Id;
  /** All cards of the card's topic: together they may hold `perTopic` of one person. */
  readonly topic: readonly Id[];
  readonly delta: 1 | -1;
  readonly perPerson: number;
  readonly perTopic: number;
}

/** Who starts a meeting, and facilitates it. */
export interface Starter {
  readonly accountId: Id;
  /** False when the clock starts it in their name. */
  readonly here: boolean;
}

/** What the first board is made of. */
export interface Opening {
  readonly setup: MeetingSetup;
  readonly facilitator: Person;
}

/** A transaction that holds the head's lock. Everything is written when `work` returns, or nothing. */
export interface CommandTransaction {
  readonly head: Head;
  /** Postgres's clock, ms since 1970. */
  readonly now: number;
  /** The first answer to this command id by this actor, if it was done before. */
  answered(commandId: Id, actor: Id | 'system'): Promise<{ result: unknown } | null>;
  after(from: Head): Promise<CatchUp>;
  /**
   * Opens a draft: everybody who is asked has a place, and an invitation is queued for them. Null when it is open
   * already. Throws `Refusal`.
   */
  start(by: Starter): Promise<Opening | null>;
  tallies(): Promise<ReadonlyMap<Id, number>>;
  /** Writes the log rows and claims; returns them with seq and version. */
  append(entries: readonly NewEntry[], claims: readonly WriterClaim[]): Promise<readonly Entry[]>;
  remember(commandId: Id, actor: Id | 'system', result: unknown): Promise<void>;
  raiseEpoch(): Promise<void>;
  setStep(name: string, votes: boolean): Promise<void>;
  refund(cards: readonly Id[]): Promise<void>;
  saveActionItems(items: readonly ActionItemRow[]): Promise<void>;
  /** Throws `Refusal('not-found')` unless it is an item of an earlier meeting of the same team. */
  settle(item: SettledItem): Promise<void>;
  /** What lists and doors outside the documents show. */
  changeRecord(change: { readonly title?: string; readonly guests?: boolean }): Promise<void>;
  schedule(
    jobs: readonly { kind: 'command'; subject: string; due: number; name: string; payload: unknown }[],
  ): Promise<void>;
  removeParticipant(memberId: Id): Promise<void>;
  /** Summary and snapshots are stored, left-over cards put under their authors' account keys, mails queued, then log rows, command rows, ballots, owners go and the private key's destruction is queued. */
  close(closing: {
    summary: unknown;
    leftOver: readonly LeftOver[];
    carried?: readonly Carried[];
    mailTo: readonly Id[];
    documents: readonly { document: 'board' | 'table'; update: Uint8Array }[];
  }): Promise<void>;
  /** The head as it will be after commit. */
  readonly headAfter: Head;
}

/** Tells other nodes what was committed here, and hears what they committed. A hint, never the truth. */
export interface Announcer {
  announce(meetingId: Id, head: Head): void;
  /** `head` is null when all that is known is that something may have happened. */
  listen(heard: (meetingId: Id, head: Head | null) => void): void;
  /** Says who is here on this node: forgotten by the others unless it is said again. */
  sharePresence(meetingId: Id, entries: readonly PresenceEntry[]): void;
  listenPresence(heard: (meetingId: Id, node: string, entries: readonly PresenceEntry[]) => void): void;
  /** Whether hints flow at present; without them nodes ask for heads every `timing.pollMs`. */
  readonly flowing: boolean;
}

export interface Clock {
  /** Monotonic, ms. */
  now(): number;
}

/** The kinds this server knows, by name. */
export type Kinds = Readonly<Record<string, MeetingKind>>;
