/** What a standup holds on `board` and in its people's `notes`: the names of the roots and the values under them. */
import type { Id } from '../../protocol/index.ts';
import type { DocumentView, Person } from '../kind.ts';
import type { Mood } from '../parts/mood.ts';
import type { Timer } from '../parts/timer.ts';
import type { SharedValues } from '../parts/values.ts';
import type { Options, Question } from './options.ts';

/** One answer as it was published. It keeps the question it was given to. */
export interface Answer {
  /** Stays when the words change, or are taken back and published again. */
  readonly id: Id;
  readonly question: string;
  readonly kind: Question['kind'];
  /** The words of the question as it stood. */
  readonly ask: string;
  readonly text: string;
  /** Something is in the way. */
  readonly blocker: boolean;
}

/** What one person published: under the member's id, which is the id that comments and reactions name. */
export interface Entry {
  readonly at: number;
  /** When it was last changed, or null. */
  readonly edited: number | null;
  readonly answers: readonly Answer[];
}

/** A live round over the same answers. Times are Postgres's, ms since 1970. */
export interface Round {
  readonly order: readonly Id[];
  /** Who speaks: a place in `order`; beyond the last when everybody has. */
  readonly index: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Since when the present speaker has the word. */
  readonly speakerSince: number;
  /** ms that each has. */
  readonly perPerson: number;
  readonly skipped: readonly Id[];
}

/**
 * The values of the root `meeting` of `board`; its other roots are `people`, `answers` (member → entry), `marks` (answer →
 * who wants to talk about it), `comments`, `reactions` and `actions`.
 */
export interface MeetingValues extends Pick<SharedValues, 'title' | 'startedAt'> {
  timer: Timer | null;
  mood: Mood;
  options: Options;
  /** When the window closes, ms since 1970 (Postgres's clock). */
  expiresAt: number;
  closedAt: number | null;
  /** Questions that this standup once had: what is written under them is still taken, and comes back to its author. */
  pastQuestions: readonly Question[];
  round: Round | null;
}

/** Roots of `notes` that only the server writes. `published`: question → the id of its answer on `board`. */
export const publishedRoot = 'published';
/** `carried`: answer → true, to become a note of its author's in the team's next retrospective. */
export const carriedRoot = 'carried';
/** `offered`: under `plan`, what its owner planned the last time. */
export const offeredRoot = 'offered';

/** The text in somebody's `notes` that answers a question. */
export const textRoot = (question: string) => `text:${question}`;

/** Moods of fewer than this are not told: a distribution could tell on one. */
export const leastMoods = 4;

/** Reads one value of the meeting. The server alone writes `board`, so its values have the types above. */
export function meetingValue<K extends keyof MeetingValues>(
  board: DocumentView,
  key: K,
): MeetingValues[K] | undefined {
  return board.value('meeting', key) as MeetingValues[K] | undefined;
}

export function entriesOf(board: DocumentView): Map<Id, Entry> {
  return new Map(board.entries('answers') as Iterable<[Id, Entry]>);
}

export function entryOf(memberId: Id, board: DocumentView): Entry | undefined {
  return board.value('answers', memberId) as Entry | undefined;
}

/** True for somebody whose answers are on the board. */
export function isEntry(memberId: Id, board: DocumentView): boolean {
  return entryOf(memberId, board) !== undefined;
}

/** An answer on the board, and whose it is. */
export function answerOf(id: Id, board: DocumentView): { memberId: Id; answer: Answer } | undefined {
  for (const [memberId, { answers }] of entriesOf(board)) {
    const answer = answers.find((one) => one.id === id);
    if (answer) return { memberId, answer };
  }
  return undefined;
}

/** Who wants to talk about an answer. */
export function marksOn(answer: Id, board: DocumentView): readonly Id[] {
  return (board.value('marks', answer) as readonly Id[] | undefined) ?? [];
}

/** Everybody whose answers are waited for: not observers, nor those who are away or removed. */
export function isAsked({ role, removed, away }: Person): boolean {
  return role !== 'observer' && !removed && !away;
}

/** The questions of today, and those before them that somebody may have answered. */
export function questionsOf(board: DocumentView): {
  present: readonly Question[];
  past: readonly Question[];
} {
  return {
    present: meetingValue(board, 'options')?.questions ?? [],
    past: meetingValue(board, 'pastQuestions') ?? [],
  };
}
