/** Limits of one connection and of one person, first of all before anything is decoded. */
import { rateLimits } from '#shared/protocol/index.ts';

/** A token bucket: a burst, then so many per second. */
export class Bucket {
  #level: number;
  #at: number;
  readonly #burst: number;
  readonly #perSecond: number;

  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#level = burst;
    this.#at = now;
  }

  /** Takes `amount` at `now` (ms, monotonic); false when there is not enough. */
  take(amount: number, now: number): boolean {
    this.#level = Math.min(this.#burst, this.#level + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#level < amount) return false;
    this.#level -= amount;
    return true;
  }
}

/** Frames and bytes of one connection. */
export class Throttle {
  readonly #frames: Bucket;
  readonly #bytes: Bucket;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#frames = new Bucket(rateLimits.framesBurst, rateLimits.framesPerSecond, now());
    this.#bytes = new Bucket(rateLimits.bytesBurst, rateLimits.bytesPerSecond, now());
  }

  /** False when this frame is one too many. */
  admits(bytes: number): boolean {
    const now = this.#now();
    return this.#frames.take(1, now) && this.#bytes.take(bytes, now);
  }
}

/** Open connections per person on this node: reserved at the check, released on every exit. */
export class Connections {
  readonly #open = new Map<string, number>();

  /** False when the person has too many already. */
  reserve(person: string): boolean {
    const open = this.#open.get(person) ?? 0;
    if (open >= rateLimits.connectionsPerPerson) return false;
    this.#open.set(person, open + 1);
    return true;
  }

  release(person: string): void {
    const open = (this.#open.get(person) ?? 1) - 1;
    if (open === 0) this.#open.delete(person);
    else this.#open.set(person, open);
  }
}

let nextConnection = 0;

/** A number for a connection, unlike any other of this process and hardly any of another. */
export function connectionNumber(node: number): number {
  nextConnection = (nextConnection + 1) % 2 ** 20;
  // Above 32 bits, where no Yjs clientID can be: presence can't be mistaken for a writer.
  return 2 ** 33 + node * 2 ** 20 + nextConnection;
}
