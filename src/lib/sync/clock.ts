/** The clock that all screens agree on: Postgres's, as far as the way there and back lets us know it. */
export class SharedClock {
  readonly #now: () => number;
  #ahead = 0;

  /** `now` is this device's clock, ms since 1970; it may be wrong by any amount. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Takes the server's time from an answer that was asked for at `sentAt`. Half of the time it took is
   * assumed for the way back. The newest answer counts: a device's clock can be set while it sleeps.
   */
  adjust(serverTime: number, sentAt: number): void {
    this.#ahead = serverTime - (sentAt + this.#now()) / 2;
  }

  /** The server's time now, ms since 1970. */
  now(): number {
    return this.#now() + this.#ahead;
  }
}
