/** What moods are called on a screen. */
import { m } from '#messages';

const names = [m.mood_1, m.mood_2, m.mood_3, m.mood_4, m.mood_5];

/** The five moods, awful first. */
export const moods: readonly number[] = names.map((_name, at) => at + 1);

export function moodName(mood: number): string {
  return names[mood - 1]?.() ?? '';
}
