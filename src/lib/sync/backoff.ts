const firstMs = 300;
const longestMs = 5_000;

/** How long to wait before the next try: twice as long each time, up to 5 s, and never two clients in step. */
export class Backoff {
  #tries = 0;

  next(): number {
    const wait = Math.min(longestMs, firstMs * 2 ** this.#tries);
    this.#tries += 1;
    return wait * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
