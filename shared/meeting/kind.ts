/**
 * What a kind of meeting is: schemas, steps, commands, a summary. The engine knows no kind; a kind knows no
 * engine. Decisions are pure: the state, a command, an actor, the time and randomness go in, effects or a
 * `Refusal` come out.
 */
import type { z } from 'zod';
import type { Id, ParticipantRole } from '../protocol/index.ts';
import type { MeetingVerb } from '../permissions/index.ts';
import type { DocumentSchemas, DocumentView } from './schema.ts';

export type { DocumentView } from './schema.ts';

/** Who acts. `system` is timed work; it holds no session. */
export type MeetingActor =
  | {
      readonly kind: 'participant';
      readonly memberId: Id;
      readonly role: ParticipantRole;
      readonly manages: boolean;
    }
  | { readonly kind: 'system' };

/** What a decision may look at: the documents at the log's head, and the tallies where the command asked for them. */
export interface MeetingView {
  readonly board: DocumentView;
  readonly table: DocumentView;
  /** Notes by member: everybody's, because the server decides. */
  readonly notes: ReadonlyMap<Id, DocumentView>;
  /** Votes by card; only in commands that declare `tallies`. */
  readonly tallies: ReadonlyMap<Id, number>;
}

/** A write to a root map of a document the server writes; `undefined` deletes the key. */
export interface MapWrite {
  readonly root: string;
  readonly key: string;
  readonly value: unknown;
}

/** A root text of somebody's notes as it is to read: the server writes one where words come from elsewhere. */
export interface TextWrite {
  readonly text: string;
  readonly value: string;
}

/** An action item as a row: made by command, shown through `board`, alive after the close. */
export interface ActionItemRow {
  readonly id: Id;
  readonly text: string;
  readonly ownerId: Id | null;
  /** ISO date (no time), or null. */
  readonly due: string | null;
  readonly done: boolean;
  readonly removed: boolean;
}

/** An action item of an earlier meeting, as this one leaves it. */
export interface SettledItem {
  readonly id: Id;
  readonly done: boolean;
  /** The item of this meeting that takes its place; the earlier one is gone then. */
  readonly carriedTo: Id | null;
}

/** Work for later, done as a command of the actor `system`. */
export interface TimedCommand {
  /** Distinguishes jobs of one meeting; the same subject and due time are one job. */
  readonly subject: string;
  /** ms since 1970. */
  readonly due: number;
  readonly name: string;
  readonly payload: unknown;
}

/** Everything a command does, written in one transaction. */
export interface Effects {
  readonly board?: readonly MapWrite[];
  /** Writes to a member's own notes, made by the server for that member's command or publication. */
  readonly notes?: readonly { readonly memberId: Id; readonly writes: readonly (MapWrite | TextWrite)[] }[];
  /** Sets the step's own row: `votes` opens or shuts the ballots. */
  readonly step?: { readonly name: string; readonly votes: boolean };
  /** Who may write changed: other nodes' judgements must be made again. */
  readonly raisesEpoch?: boolean;
  readonly actionItems?: readonly ActionItemRow[];
  /** An action item of an earlier meeting of the team: done, open again, or gone over into an item of this meeting. */
  readonly settles?: SettledItem;
  /** What lists and doors outside the documents must know. */
  readonly record?: { readonly title?: string; readonly guests?: boolean };
  readonly jobs?: readonly TimedCommand[];
  /** Ends a participant's place in the meeting. */
  readonly removeParticipant?: Id;
  /** Votes on these cards go back to their voters. */
  readonly refund?: readonly Id[];
  /** Ends the meeting: the summary is stored, the documents freeze, keys and log go. */
  readonly close?: {
    readonly summary: unknown;
    readonly leftOver: readonly LeftOver[];
    /** Words that go on to the team's next meeting of a kind, kept as their authors' own until it starts. */
    readonly carried?: readonly Carried[];
    /** Members who get the summary by mail, where they have an account. */
    readonly mailTo: readonly Id[];
  };
  /** Answered to whoever sent the command. */
  readonly result?: unknown;
}

/** A card that was never published: its author's alone, after the close too. */
export interface LeftOver {
  readonly memberId: Id;
  readonly column: string;
  readonly text: string;
}

/** What a meeting came to, in few words: for mails. */
export interface Outcome {
  readonly actionItems: readonly {
    readonly text: string;
    readonly owner: string | null;
    /** ISO date (no time), or null. */
    readonly due: string | null;
    readonly done: boolean;
  }[];
  /** What mattered most first; `votes` is null where nobody voted. */
  readonly topics: readonly { readonly title: string; readonly votes: number | null }[];
}

/** Randomness and ids, passed in. */
export interface Randomness {
  /** Uniform in [0, 1). */
  next(): number;
  id(): Id;
}

export interface Decision {
  readonly view: MeetingView;
  readonly actor: MeetingActor;
  /** Postgres's clock, ms since 1970. */
  readonly now: number;
  readonly random: Randomness;
}

export interface CommandDefinition<Payload> {
  readonly payload: z.ZodType<Payload>;
  readonly verb: MeetingVerb;
  /** Whether the decision needs the votes counted. */
  readonly tallies?: boolean;
  /** Throws `Refusal` when the command can't be done. */
  decide(payload: Payload, decision: Decision): Effects;
}

/** A command whose payload type is hidden behind its own parsing. */
export interface Command {
  readonly verb: MeetingVerb;
  readonly tallies: boolean;
  /** Parses, asks the permission table, decides. Throws `Refusal`. */
  run(payload: unknown, decision: Decision): Effects;
}

/** What only meetings with votes have. */
export interface Ballots {
  /** Votes of one person: in all, and on one topic. */
  budget(view: MeetingView): { readonly perPerson: number; readonly perTopic: number };
  /** The cards of the topic that `card` belongs to, or undefined when there is no such card. */
  topicOf(card: Id, view: MeetingView): readonly Id[] | undefined;
  /** The system's command that counts the votes for everybody after each one; null where they stay hidden. */
  countsVotesBy(view: MeetingView): string | null;
}

/** How many notes are hidden: in all, and by where they stand, where that may be known. */
export interface HiddenCounts {
  readonly total: number;
  readonly columns: Record<string, number> | null;
}

/** A participant as `board` shows one. */
export interface Person {
  readonly id: Id;
  readonly name: string;
  readonly role: ParticipantRole;
  /** Still named on what they wrote, but here no more. */
  readonly removed?: true;
  /** Invited, and not come yet: can own action items, and took no part. */
  readonly awaited?: true;
  /** Invited while on holiday: welcome, and not waited for. */
  readonly away?: true;
}

/** Words that somebody brings from an earlier meeting of the team: theirs alone, until they show them. */
export interface Brought {
  readonly memberId: Id;
  readonly text: string;
}

/** Words on their way to the team's next meeting of the kind `to`. */
export interface Carried extends Brought {
  readonly to: string;
}

export interface MeetingSetup {
  readonly title: string;
  readonly goal: string;
  readonly options: unknown;
  /** Who is asked to take part, beside the facilitator. */
  readonly invited: readonly Person[];
  /** What those who are asked carried here (`carried` of a close); left out where nobody did. */
  readonly brought?: readonly Brought[];
}

export interface MeetingKind {
  readonly name: string;
  readonly schemas: DocumentSchemas;
  /** Its meetings are made by the calendar, one a day and team: nobody sets one up. */
  readonly daily?: true;
  /** What a setup may choose, with defaults. */
  readonly options: z.ZodType<unknown>;
  /** Those of the options that a team may set for all its meetings, each left out where it has not. */
  readonly teamOptions: z.ZodObject;
  readonly commands: Readonly<Record<string, Command>>;
  /** The first writes of `board`; `now` is Postgres's clock, ms since 1970. */
  begin(setup: MeetingSetup, facilitator: Person, now: number, random: Randomness): Effects;
  /** Writes of `board` when somebody comes in for the first time, or changes name or role. */
  enter(person: Person, view: MeetingView): readonly MapWrite[];
  anonymous(view: MeetingView): boolean;
  /** Who alone may write while the meeting is locked; null while it isn't. */
  keyHolder(board: DocumentView): Id | null;
  /** What everybody may know of hidden notes; a kind without it tells nothing, not even that somebody writes. */
  countHidden?(view: MeetingView): HiddenCounts;
  readonly ballots?: Ballots;
  /** What a summary of this kind, as it was stored, comes to. */
  outcomeOf(summary: unknown): Outcome;
  /** Whether presence may say of somebody that they are at `at`: at something that everybody sees. */
  isSpot(at: Id, board: DocumentView): boolean;
}
