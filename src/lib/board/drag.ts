/** Dragging cards with a mouse, a pen or a finger. */
import type { Attachment } from 'svelte/attachments';
import type { Id } from '#shared/protocol/index.ts';
import { Grip } from './grip.ts';
import { LandingMark, stopAt, type Landing } from './landing.ts';

/** What is pressed for its own sake. A text that one is not writing in is a part of its card. */
const pressed = 'button, a, input, select, [data-no-drag]';

export class CardDrag {
  readonly #drop: (card: Id, landing: Landing) => void;
  readonly #groups: boolean;

  /** `groups`: a card may be put onto another one, and not only between two. */
  constructor(groups: boolean, drop: (card: Id, landing: Landing) => void) {
    this.#groups = groups;
    this.#drop = drop;
  }

  /** Makes an element the handle and the picture of a card. */
  handle(card: Id): Attachment<HTMLElement> {
    return (element) => {
      const mark = new LandingMark();
      let grip: Grip | null = null;
      const down = (event: PointerEvent) => {
        const on = event.target instanceof Element ? event.target : null;
        if (event.button !== 0 || grip || on?.closest(pressed)) return;
        if (on instanceof HTMLTextAreaElement && document.activeElement === on) return;
        grip = new Grip(element, event, {
          start: () => (element.dataset.taken = ''),
          move: (x, y) => mark.show(stopAt(x, y, element, this.#groups)),
          end: (dropped) => {
            const landing = mark.stop?.landing;
            delete element.dataset.taken;
            mark.show(null);
            grip = null;
            if (dropped && landing) this.#drop(card, landing);
          },
        });
      };
      // Once a finger drags, the page must not scroll under it.
      const keepStill = (touch: TouchEvent) => {
        if (grip?.isHeld && touch.cancelable) touch.preventDefault();
      };
      element.addEventListener('pointerdown', down);
      element.addEventListener('touchmove', keepStill, { passive: false });
      return () => {
        element.removeEventListener('pointerdown', down);
        element.removeEventListener('touchmove', keepStill);
        grip?.let(false);
      };
    };
  }
}
