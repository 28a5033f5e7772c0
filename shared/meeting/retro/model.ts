/** What a retrospective holds on `board`: the names of the roots and the plain values under them. */
import { z } from 'zod';
import { interfaceLimits, type Id } from '../../protocol/index.ts';
import type { DocumentView, Person } from '../kind.ts';
import type { Column, Options } from './options.ts';

export const steps = ['lobby', 'write', 'group', 'vote', 'discuss', 'closed'] as const;
/** `lobby` comes before, `closed` after; the four between are walked forward and back. */
export type Step = (typeof steps)[number];

/** A published card. A removed one keeps its id, so that what points at it can still be followed. */
export interface Card {
  readonly column: string;
  readonly text: string;
  readonly at: number;
  /** Absent in an anonymous meeting, and nowhere else derivable there. */
  readonly author?: Id;
  readonly removed?: true;
}

/** A person's own card, in the root `cards` of their `notes`: its words are in the text `text:{noteId}`. */
export const noteSchema = z.strictObject({
  column: z.string().max(40),
  at: z.number().finite(),
});
export type Note = z.infer<typeof noteSchema>;

/** Root of `notes` that only the server writes: note id → the id of its card on `board`. */
export const publishedRoot = 'published';

/** A shared countdown. Running: ends at `endsAt` (Postgres's clock, ms). Paused: `left` ms remain. */
export type Timer =
  | { readonly kind: 'running'; readonly endsAt: number; readonly total: number }
  | { readonly kind: 'paused'; readonly left: number; readonly total: number };

export interface ActionItem {
  readonly text: string;
  readonly ownerId: Id | null;
  readonly due: string | null;
  readonly topic: Id | null;
  readonly done: boolean;
  readonly at: number;
}

/** The values of the root `meeting` of `board`; its other roots are `people`, `cards`, `done`, `actions`, `tallies`, `discussed`. */
export interface MeetingValues {
  title: string;
  goal: string;
  options: Options;
  step: Step;
  facilitator: Id;
  timer: Timer | null;
  /** The topic everybody looks at while discussing. */
  focus: Id | null;
  /** True once notes were revealed: what is published stays published when the meeting steps back. */
  revealed: boolean;
}

/** Reads one value of the meeting. The server alone writes `board`, so its values have the types above. */
export function meetingValue<K extends keyof MeetingValues>(
  board: DocumentView,
  key: K,
): MeetingValues[K] | undefined {
  return board.value('meeting', key) as MeetingValues[K] | undefined;
}

export function cardsOf(board: DocumentView): Map<Id, Card> {
  return new Map(board.entries('cards') as Iterable<[Id, Card]>);
}

export function cardOf(board: DocumentView, id: Id): Card | undefined {
  return board.value('cards', id) as Card | undefined;
}

export function peopleOf(board: DocumentView): Map<Id, Person> {
  return new Map(board.entries('people') as Iterable<[Id, Person]>);
}

export function actionsOf(board: DocumentView): Map<Id, ActionItem> {
  return new Map(board.entries('actions') as Iterable<[Id, ActionItem]>);
}

/** Names of the texts that belong to a card. */
export const textRoot = (cardId: Id) => `text:${cardId}`;
export const titleRoot = (cardId: Id) => `title:${cardId}`;
export const talkRoot = (cardId: Id) => `talk:${cardId}`;

export const limits = interfaceLimits;

/** The summary as it is stored at the close and shown for ever after. */
export interface Summary {
  readonly kind: 'retro';
  readonly title: string;
  readonly goal: string;
  readonly anonymous: boolean;
  readonly columns: readonly Column[];
  readonly topics: readonly {
    readonly id: Id;
    readonly title: string;
    readonly otherTitles: readonly string[];
    readonly votes: number;
    readonly discussed: boolean;
    readonly talk: readonly string[];
    readonly cards: readonly {
      readonly id: Id;
      readonly column: string;
      readonly text: string;
      readonly author: string | null;
    }[];
  }[];
  readonly actionItems: readonly {
    readonly id: Id;
    readonly text: string;
    readonly owner: string | null;
    readonly due: string | null;
    readonly topic: string | null;
    readonly done: boolean;
  }[];
  readonly people: readonly { readonly name: string; readonly role: Person['role'] }[];
}
