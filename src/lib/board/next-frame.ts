/**
 * Work that many events ask for and that is done once: with the next picture, but not sooner than a moment after the
 * last time. While somebody types here it is done between two keys, when the picture of the last one is out, so that a
 * crowd never stands between a key and its letter.
 */
const gapMs = 50;
const hiddenMs = 250;
/** The picture of a key is out after this. */
const pictureMs = 22;
/** So long after a key somebody is typing still. */
const typingMs = 200;
/** Work waits for a pause between two keys no longer than this. */
const patienceMs = 300;

let lastKey = -typingMs;
const betweenKeys = new Set<() => void>();

if (typeof document !== 'undefined') {
  const options = { capture: true, passive: true } as const;
  document.addEventListener(
    'input',
    () => {
      lastKey = performance.now();
      if (betweenKeys.size > 0) setTimeout(letThrough, pictureMs);
    },
    options,
  );
}

function letThrough(): void {
  for (const go of [...betweenKeys]) go();
}

export class NextFrame {
  readonly #work: () => void;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -gapMs;

  constructor(work: () => void) {
    this.#work = work;
  }

  /** Asks for the work. */
  ask(): void {
    if (this.#timer !== undefined) return;
    const now = performance.now();
    if (now - lastKey < typingMs) {
      betweenKeys.add(this.#go);
      this.#timer = setTimeout(this.#go, patienceMs);
      return;
    }
    const wait = this.#last + gapMs - now;
    if (wait > 0) this.#timer = setTimeout(this.#go, wait);
    else this.#go();
  }

  /** Asks for the work after the next picture: what was typed is seen first. */
  askLater(): void {
    this.#timer ??= setTimeout(this.#go, gapMs);
  }

  /** Does at once what was asked for. */
  now(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    betweenKeys.delete(this.#go);
    this.#timer = undefined;
    this.#frame = 0;
    this.#last = performance.now();
    this.#work();
  }

  /** A page that nobody sees gets no frames: there it is done a little later. */
  readonly #go = (): void => {
    clearTimeout(this.#timer);
    betweenKeys.delete(this.#go);
    this.#timer = setTimeout(() => this.now(), hiddenMs);
    if (typeof requestAnimationFrame === 'function') this.#frame = requestAnimationFrame(() => this.now());
  };
}
