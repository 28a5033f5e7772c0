/**
 * What a browser keeps of a meeting between visits, for one person. Behind it is IndexedDB in the browser and
 * a map in Node. Every method is one transaction: it happens whole or not at all.
 */
import type { Id, ParticipantRole } from '#shared/protocol/index.ts';

/** A document by its place in the meeting: the member's id in `notes:…` is only known after the first join. */
export type Slot = 'board' | 'table' | 'notes';
export const slots: readonly Slot[] = ['board', 'table', 'notes'];

/** A person's words in one root text that the server has not acknowledged. */
export interface JournalledWords {
  /** The page that wrote them; with `root` it names the row. */
  readonly writer: Id;
  /** The page that has to bring them to the server: the writer, or when that is gone, one that came after. */
  readonly holder: Id;
  readonly root: string;
  /** The last edit in Yjs's terms: a state vector that reaches it holds these words. */
  readonly client: number;
  readonly clock: number;
  /** Raised with every edit, so that an acknowledgement clears only what it covers. */
  readonly revision: number;
  /** The text before the first unacknowledged edit. */
  readonly base: string;
  readonly text: string;
  /** The note's own entry (`cards` in `notes`), to be able to write the note again under another id. */
  readonly card: unknown;
  /** True once a refusal gave them back: the next one offers them to the person. */
  readonly again: boolean;
}

/** One row of the journal at one revision. */
export type JournalKey = Pick<JournalledWords, 'writer' | 'root' | 'revision'>;

/** A command that was not answered yet. */
export interface QueuedCommand {
  readonly id: Id;
  readonly name: string;
  readonly payload: unknown;
}

/** Words that could not be accepted, offered back to the person who wrote them. */
export interface OfferedText {
  readonly id: Id;
  readonly text: string;
  /** What they were meant for: a document and its root text, or a command by its name. */
  readonly where: { readonly in: 'table' | 'notes' | 'command'; readonly name: string };
}

/** What was known of the meeting at the last join. */
export interface StoredMembership {
  readonly incarnation: string;
  readonly memberId: Id;
  readonly role: ParticipantRole;
}

export interface StoredMeeting {
  readonly membership: StoredMembership | null;
  readonly commands: readonly QueuedCommand[];
  readonly offered: readonly OfferedText[];
}

export interface StoredReplica {
  /** Changes whenever the copy is dropped, so that a page that still holds the old one can't write into the new. */
  readonly generation: Id;
  readonly updates: readonly { readonly row: number; readonly update: Uint8Array }[];
}

/** What a replica is after a refusal. */
export interface RebasedReplica {
  readonly generation: Id;
  /** What goes: all that this page knew. What another page has added since may be fine, and its only copy. */
  readonly rows: readonly number[];
  /** The new copy; null for none. */
  readonly update: Uint8Array | null;
  /** Words that were written again. */
  readonly words: readonly JournalledWords[];
  /** Rows that were dealt with, whatever their revision. */
  readonly gone: readonly JournalKey[];
  /** Words that were not. */
  readonly offered: readonly OfferedText[];
}

export interface ReplicaStorage {
  /** Makes a page one of the living, until it says otherwise or is gone, however it goes. */
  enter(page: Id): Promise<() => void>;
  /** The pages of this person that are open. */
  living(): Promise<ReadonlySet<Id>>;

  loadMeeting(meetingId: Id): Promise<StoredMeeting>;
  saveMembership(meetingId: Id, membership: StoredMembership): Promise<void>;
  /** Adds the command behind the others, or does nothing when it is there already. */
  enqueue(meetingId: Id, command: QueuedCommand): Promise<void>;
  dequeue(meetingId: Id, id: Id): Promise<void>;
  offer(meetingId: Id, offered: readonly OfferedText[]): Promise<void>;
  dismiss(meetingId: Id, id: Id): Promise<void>;

  /** `fresh` becomes the generation when nothing is stored yet. */
  loadReplica(meetingId: Id, slot: Slot, fresh: Id): Promise<StoredReplica>;
  /** Appends an update with the words in it. Null, and only the words written, when the generation has changed. */
  append(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    update: Uint8Array,
    words: readonly JournalledWords[],
  ): Promise<number | null>;
  /** Puts `update` in the place of the given rows. Null, and nothing written, when the generation has changed. */
  compact(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    rows: readonly number[],
    update: Uint8Array,
  ): Promise<number | null>;
  /** Puts another copy in the place of a refused one, and the words of the old one where they went. The new row, if any. */
  rebase(meetingId: Id, slot: Slot, rebased: RebasedReplica): Promise<number | null>;
  /** Forgets words that the server has; a row with another revision stays. */
  forgetWords(meetingId: Id, slot: Slot, keys: readonly JournalKey[]): Promise<void>;
  /** Makes `page` the holder of all rows that are its own or that no living page holds, and returns them. */
  adoptWords(
    meetingId: Id,
    slot: Slot,
    page: Id,
    living: ReadonlySet<Id>,
  ): Promise<readonly JournalledWords[]>;

  /** Removes everything this person left on this device (signing out). */
  forget(): Promise<void>;
}
