/** Notices the moment a countdown ends: once for each, and only where one was there while it ran. */
import type { Timer } from '#shared/meeting/parts/timer.ts';

export class TimeUp {
  readonly #now: () => number;
  readonly #up: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** `now`: the server's clock. */
  constructor(now: () => number, up: () => void) {
    this.#now = now;
    this.#up = up;
  }

  /** Say which timer runs, as often as it changes. */
  see(timer: Timer | null): void {
    this.stop();
    if (timer?.kind !== 'running') return;
    const left = timer.endsAt - this.#now();
    if (left > 0) this.#waiting = setTimeout(() => this.#up(), left);
  }

  stop(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }
}
