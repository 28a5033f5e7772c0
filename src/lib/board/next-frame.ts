/** Work that many events ask for and that is done once, before the next picture is drawn. */
const hiddenMs = 250;

export class NextFrame {
  readonly #work: () => void;
  #frame = 0;
  #fallback: ReturnType<typeof setTimeout> | undefined;

  constructor(work: () => void) {
    this.#work = work;
  }

  /** Asks for the work. A page that nobody sees gets no frames: there it is done a little later. */
  ask(): void {
    if (this.#fallback !== undefined) return;
    this.#fallback = setTimeout(() => this.now(), hiddenMs);
    if (typeof requestAnimationFrame === 'function') this.#frame = requestAnimationFrame(() => this.now());
  }

  /** Does at once what was asked for. */
  now(): void {
    if (this.#fallback === undefined) return;
    clearTimeout(this.#fallback);
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.#fallback = undefined;
    this.#frame = 0;
    this.#work();
  }
}
