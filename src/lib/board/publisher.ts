/** When a note of mine goes to the board: after a pause in the typing, or when its field is left. */
import type { Id } from '#shared/protocol/index.ts';

const pauseMs = 1_000;

export class Publisher {
  readonly #publish: (note: Id) => void;
  readonly #waiting = new Map<Id, ReturnType<typeof setTimeout>>();

  constructor(publish: (note: Id) => void) {
    this.#publish = publish;
  }

  /** The note was changed; it goes out when a second has passed without another change. */
  soon(note: Id): void {
    this.#stop(note);
    this.#waiting.set(
      note,
      setTimeout(() => this.now(note), pauseMs),
    );
  }

  /** The field was left: what waits goes out now, what doesn't was published already. */
  leave(note: Id): void {
    if (this.#waiting.has(note)) this.now(note);
  }

  /** Sends the note out at once. */
  now(note: Id): void {
    this.#stop(note);
    this.#publish(note);
  }

  /** The note is gone, nothing is to be sent. */
  forget(note: Id): void {
    this.#stop(note);
  }

  /** Sends out all that waits. */
  flush(): void {
    for (const note of [...this.#waiting.keys()]) this.now(note);
  }

  #stop(note: Id): void {
    clearTimeout(this.#waiting.get(note));
    this.#waiting.delete(note);
  }
}
