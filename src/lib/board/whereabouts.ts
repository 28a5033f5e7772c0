/** Says where I am in public text: not at every key, and that I type only while I do. */
import { nowhere, type Id, type Spot } from '#shared/protocol/index.ts';

const everyMs = 120;
const stopsTypingMs = 2_500;

export class Whereabouts {
  readonly #say: (spot: Spot) => void;
  #spot: Spot = nowhere;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (spot: Spot) => void) {
    this.#say = say;
  }

  /** My caret stands there. */
  stands(at: Id, cursor: number): void {
    this.#change({ at, typing: this.#spot.at === at && this.#spot.typing, cursor });
  }

  /** I typed there. */
  typed(at: Id, cursor: number): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#change({ ...this.#spot, typing: false }), stopsTypingMs);
    this.#change({ at, typing: true, cursor });
  }

  /** I left. */
  left(): void {
    clearTimeout(this.#typing);
    clearTimeout(this.#saying);
    this.#saying = undefined;
    this.#spot = nowhere;
    this.#say(nowhere);
  }

  /** The first word goes out at once, the last of several a moment later. */
  #change(spot: Spot): void {
    this.#spot = spot;
    if (this.#saying !== undefined) return;
    this.#say(spot);
    this.#saying = setTimeout(() => {
      this.#saying = undefined;
      if (this.#spot !== spot) this.#change(this.#spot);
    }, everyMs);
  }
}
