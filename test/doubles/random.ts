import type { Randomness } from '#shared/meeting/index.ts';

/** A seeded generator (mulberry32: 32 bits of state, period 2^32). The same seed gives the same run. */
export class SeededRandom implements Randomness {
  #state: number;
  #ids = 0;
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('picked from nothing');
    return item;
  }

  id(): string {
    this.#ids += 1;
    const hex = (value: number, digits: number) => (value >>> 0).toString(16).padStart(digits, '0');
    return `${hex(this.below(2 ** 32), 8)}-${hex(this.#ids % 65536, 4)}-4000-8000-${hex(this.seed, 8)}${hex(this.#ids % 65536, 4)}`;
  }
}
