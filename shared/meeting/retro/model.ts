/** What a retrospective holds on `board`: the names of the roots and the plain values under them. */
import { z } from 'zod';
import type { Id } from '../../protocol/index.ts';
import type { DocumentView } from '../kind.ts';
import type { Mood } from '../parts/mood.ts';
import type { Timer } from '../parts/timer.ts';
import type { SharedValues } from '../parts/values.ts';
import type { Column, Options } from './options.ts';

export const steps = ['lobby', 'write', 'group', 'vote', 'discuss', 'closed'] as const;
/** `lobby` comes before, `closed` after; those between are walked forward and back, as far as the meeting has them. */
export type Step = (typeof steps)[number];

/** The steps of a meeting in their order: grouping and voting can be left out. */
export function walkOf({ walk }: Pick<Options, 'walk'>): Step[] {
  return steps.filter((step) => (step !== 'group' && step !== 'vote') || walk[step]);
}

/** A published card. A removed one keeps its id, so that what points at it can still be followed. */
export interface Card {
  readonly column: string;
  readonly text: string;
  readonly at: number;
  /** Absent in an anonymous meeting, and nowhere else derivable there. */
  readonly author?: Id;
  readonly removed?: true;
  /** Its author took it off the board, and may put it back. */
  readonly withdrawn?: true;
}

/** A person's own card, in the root `cards` of their `notes`: its words are in the text `text:{noteId}`. */
export const noteSchema = z.strictObject({
  column: z.string().max(40),
  at: z.number().finite(),
});
export type Note = z.infer<typeof noteSchema>;

/** Root of `notes` that only the server writes: note id → the id of its card on `board`. */
export const publishedRoot = 'published';

/** Moods of fewer than this are not told: a distribution could tell on one. */
export const leastMoods = 3;

/** How an action item of an earlier meeting was settled in the lobby: ticked off, or carried on as this item. */
export type Settled = { readonly done: true } | { readonly carriedTo: Id };

export function settledOf(board: DocumentView, earlier: Id): Settled | null {
  return (board.value('earlier', earlier) as Settled | undefined) ?? null;
}

/**
 * The values of the root `meeting` of `board`; its other roots are `people`, `cards`, `done`, `actions`, `tallies`,
 * `discussed`, `comments`, `reactions`, `earlier` (action item of an earlier meeting → how it was settled) and `history`.
 */
export interface MeetingValues extends SharedValues {
  timer: Timer | null;
  mood: Mood;
  goal: string;
  options: Options;
  step: Step;
  /** The topic everybody looks at while discussing. */
  focus: Id | null;
  /** True once notes were revealed: what is published stays published when the meeting steps back. */
  revealed: boolean;
  /** When an async meeting closes by itself, ms since 1970 (Postgres's clock). */
  expiresAt: number | null;
  /** Ids of columns that this meeting once had: notes written under them are still taken, and stand in the first one. */
  pastColumns: readonly string[];
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

/** True for every card that was ever published, removed ones included. */
export function wasPublished(card: Id, board: DocumentView): boolean {
  return cardOf(board, card) !== undefined;
}

/** True for a card that is on the board and was not removed. */
export function isShown(id: Id, board: DocumentView): boolean {
  const card = cardOf(board, id);
  return card !== undefined && !card.removed;
}

/** True for the columns of this meeting, past ones included. */
export function isColumn(column: string, board: DocumentView): boolean {
  const columns = meetingValue(board, 'options')?.columns ?? [];
  return (
    columns.some(({ id }) => id === column) || (meetingValue(board, 'pastColumns')?.includes(column) ?? false)
  );
}

/** The column a note stands in: the first one, when its own was taken away. */
export function columnOf(column: string, columns: readonly Column[]): string {
  return columns.some(({ id }) => id === column) ? column : (columns[0]?.id ?? column);
}

/** Names of the texts that belong to a card. */
export const textRoot = (cardId: Id) => `text:${cardId}`;
export const titleRoot = (cardId: Id) => `title:${cardId}`;
export const talkRoot = (cardId: Id) => `talk:${cardId}`;
