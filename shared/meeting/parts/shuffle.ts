import type { Randomness } from '../kind.ts';

/** Fisher and Yates' shuffle (Knuth, TAOCP vol. 2, 3.4.2, algorithm P). */
export function shuffle<T>(items: readonly T[], random: Randomness): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1));
    const [a, b] = [shuffled[last], shuffled[other]];
    if (a !== undefined && b !== undefined) {
      shuffled[last] = b;
      shuffled[other] = a;
    }
  }
  return shuffled;
}
