/** Notices that somebody has been away so long that one need not wait: a reload or a tunnel is shorter. */
export const awayMs = 10_000;

export class Absence {
  readonly #told: (away: boolean) => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(told: (away: boolean) => void) {
    this.#told = told;
  }

  /** Say what is seen, as often as it is seen. */
  see(here: boolean): void {
    if (here) {
      this.stop();
      this.#told(false);
    } else this.#waiting ??= setTimeout(() => this.#told(true), awayMs);
  }

  stop(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }
}
