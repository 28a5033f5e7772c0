/** The mood of a meeting: counted over everybody's own notes, told without names. */
import { z } from 'zod';
import { Refusal, type Id } from '../../protocol/index.ts';
import type { Command, DocumentView, MapWrite, MeetingView } from '../kind.ts';
import { define, memberOf } from './define.ts';
import { setValue } from './values.ts';

/** Root of `notes` that only the server writes: under `mood`, how its owner came in, 1 (awful) to 5 (great). */
export const moodRoot = 'mood';

/** Moods from 1 (awful) to 5 (great), told without names: how many gave each; null while so few answered that it could tell on one. */
export interface Mood {
  readonly answers: number;
  readonly counts: readonly number[] | null;
}

interface MoodOf {
  isAsked(board: DocumentView): boolean;
  /** Fewer answers than this, and a distribution could tell on one. */
  readonly least: number;
}

/** The mood as the board tells it. */
export function toldMood(board: DocumentView): Mood | undefined {
  return board.value('meeting', 'mood') as Mood | undefined;
}

/** How many answered, and how many gave each mood when enough did. `change`: an answer that is about to be written. */
export function moodOf(
  { notes }: Pick<MeetingView, 'notes'>,
  least: number,
  change?: { readonly memberId: Id; readonly mood: number },
): Mood {
  const moods = new Map<Id, unknown>();
  for (const [memberId, own] of notes) moods.set(memberId, own.value(moodRoot, 'mood'));
  if (change) moods.set(change.memberId, change.mood);
  const counts = [0, 0, 0, 0, 0];
  let answers = 0;
  for (const mood of moods.values()) {
    const index = typeof mood === 'number' ? mood - 1 : -1;
    const count = counts[index];
    if (count === undefined) continue;
    counts[index] = count + 1;
    answers += 1;
  }
  return { answers, counts: answers < least ? null : counts };
}

/** How one comes in, from 1 (awful) to 5 (great). Others learn that one more answered, never who said what. */
export const mood = ({ isAsked, least }: MoodOf): Command =>
  define({
    payload: z.strictObject({ mood: z.number().int().min(1).max(5) }),
    verb: 'mood',
    decide({ mood: answer }, decision) {
      const memberId = memberOf(decision);
      const { board } = decision.view;
      // Once the distribution is told, a further answer would stand out of it.
      if (!isAsked(board) || toldMood(board)?.counts) throw new Refusal('wrong-step');
      const { answers } = moodOf(decision.view, least, { memberId, mood: answer });
      return {
        board: [setValue('mood', { answers, counts: null })],
        notes: [{ memberId, writes: [{ root: moodRoot, key: 'mood', value: answer }] }],
      };
    },
  });

/** Tells the moods, once: the difference of two distributions would tell on whoever came between them. */
export function tellMood(view: MeetingView, least: number): MapWrite[] {
  return toldMood(view.board)?.counts ? [] : [setValue('mood', moodOf(view, least))];
}
