/** The mood of a meeting: counted over everybody's own notes, told without names. */
import type { Id } from '../../protocol/index.ts';
import type { MeetingView } from '../kind.ts';
import { moodRoot, type Mood } from './model.ts';

/** Fewer answers than this, and a distribution could tell on one. */
export const leastMoods = 3;

/** How many answered, and how many gave each mood when enough did. `change`: an answer that is about to be written. */
export function moodOf(
  { notes }: Pick<MeetingView, 'notes'>,
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
  return { answers, counts: answers < leastMoods ? null : counts };
}
