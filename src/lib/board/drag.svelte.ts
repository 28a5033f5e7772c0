/** Dragging cards with a mouse, a pen or a finger. Where a card may land is read from `data-topic` and `data-column`. */
import type { Attachment } from 'svelte/attachments';
import type { Id } from '#shared/protocol/index.ts';

export type Landing =
  | { readonly on: 'topic'; readonly topic: Id }
  | { readonly on: 'column'; readonly column: string; readonly before: Id | null };

/** Pixels a mouse goes before a press is a drag, and a finger may tremble while it holds. */
const threshold = 6;
/** A finger holds this long before it drags: shorter is a swipe. */
const holdMs = 220;
/** This close to the edge of a topic means beside it, not onto it. */
const beside = 9;
/** Near the edge of the window the board scrolls along. */
const edge = 56;

export class CardDrag {
  /** The card in the hand. */
  card = $state<Id | null>(null);
  landing = $state<Landing | null>(null);
  readonly #drop: (card: Id, landing: Landing) => void;

  constructor(drop: (card: Id, landing: Landing) => void) {
    this.#drop = drop;
  }

  /** True while a card is held over this topic. */
  isOver(topic: Id): boolean {
    return this.landing?.on === 'topic' && this.landing.topic === topic;
  }

  /** True where a held card would be put in, before a topic or at a column's end. */
  isBefore(column: string, before: Id | null): boolean {
    return this.landing?.on === 'column' && this.landing.column === column && this.landing.before === before;
  }

  /** Makes an element the handle and the picture of a card. */
  handle(card: Id): Attachment<HTMLElement> {
    return (element) => {
      let grip: Grip | null = null;
      const down = (event: PointerEvent) => {
        const on = event.target instanceof Element ? event.target : null;
        if (event.button !== 0 || grip || on?.closest('button, a, input, textarea, select, [data-no-drag]'))
          return;
        grip = new Grip(element, event, {
          start: () => (this.card = card),
          move: (x, y) => (this.landing = landingAt(x, y)),
          end: (dropped) => {
            if (dropped && this.landing) this.#drop(card, this.landing);
            this.card = null;
            this.landing = null;
            grip = null;
          },
        });
      };
      element.addEventListener('pointerdown', down);
      return () => {
        element.removeEventListener('pointerdown', down);
        grip?.let(false);
      };
    };
  }
}

function landingAt(x: number, y: number): Landing | null {
  const under = document.elementFromPoint(x, y);
  const topic = under?.closest<HTMLElement>('[data-topic]');
  const column = under?.closest<HTMLElement>('[data-column]');
  if (topic?.dataset.topic) {
    const box = topic.getBoundingClientRect();
    if (y > box.top + beside && y < box.bottom - beside) return { on: 'topic', topic: topic.dataset.topic };
  }
  if (!column?.dataset.column) return null;
  const below = [...column.querySelectorAll<HTMLElement>('[data-topic]')].find((other) => {
    const box = other.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return { on: 'column', column: column.dataset.column, before: below?.dataset.topic ?? null };
}

interface GripEvents {
  start(): void;
  move(x: number, y: number): void;
  end(dropped: boolean): void;
}

/** One press, from the pointer's going down to its going up. */
class Grip {
  readonly #element: HTMLElement;
  readonly #events: GripEvents;
  readonly #pointer: number;
  readonly #from: { readonly x: number; readonly y: number };
  readonly #stop = new AbortController();
  #hold: ReturnType<typeof setTimeout> | undefined;
  #picture: HTMLElement | null = null;

  constructor(element: HTMLElement, event: PointerEvent, events: GripEvents) {
    this.#element = element;
    this.#events = events;
    this.#pointer = event.pointerId;
    this.#from = { x: event.clientX, y: event.clientY };
    const { signal } = this.#stop;
    window.addEventListener('pointermove', (moved) => this.#move(moved, event.pointerType === 'touch'), {
      signal,
    });
    window.addEventListener('pointerup', (up) => up.pointerId === this.#pointer && this.let(true), {
      signal,
    });
    window.addEventListener('pointercancel', (up) => up.pointerId === this.#pointer && this.let(false), {
      signal,
    });
    window.addEventListener('keydown', (key) => key.key === 'Escape' && this.let(false), { signal });
    // Once a finger drags, the page must not scroll under it.
    const keepStill = (touch: TouchEvent) => this.#picture && touch.preventDefault();
    element.addEventListener('touchmove', keepStill, { signal, passive: false });
    if (event.pointerType === 'touch') this.#hold = setTimeout(() => this.#start(), holdMs);
  }

  /** Ends the press; `dropped` is false when it was given up. */
  let(dropped: boolean): void {
    clearTimeout(this.#hold);
    this.#stop.abort();
    this.#picture?.remove();
    this.#events.end(dropped && this.#picture !== null);
  }

  #move(event: PointerEvent, touch: boolean): void {
    if (event.pointerId !== this.#pointer) return;
    const [dx, dy] = [event.clientX - this.#from.x, event.clientY - this.#from.y];
    if (!this.#picture) {
      if (Math.hypot(dx, dy) < threshold) return;
      if (touch) return this.let(false);
      this.#start();
    }
    if (!this.#picture) return;
    event.preventDefault();
    this.#picture.style.translate = `${dx}px ${dy}px`;
    this.#scrollAlong(event);
    this.#events.move(event.clientX, event.clientY);
  }

  #start(): void {
    const box = this.#element.getBoundingClientRect();
    const picture = this.#element.cloneNode(true);
    if (!(picture instanceof HTMLElement)) return;
    picture.inert = true;
    picture.dataset.held = '';
    Object.assign(picture.style, {
      position: 'fixed',
      zIndex: '60',
      insetBlockStart: `${box.top}px`,
      left: `${box.left}px`,
      width: `${box.width}px`,
      pointerEvents: 'none',
      rotate: '1.5deg',
      opacity: '0.94',
    });
    document.body.append(picture);
    getSelection()?.removeAllRanges();
    this.#picture = picture;
    this.#events.start();
  }

  #scrollAlong(event: PointerEvent): void {
    const scroller = this.#element.closest<HTMLElement>('[data-scroller]');
    if (!scroller) return;
    const box = scroller.getBoundingClientRect();
    const pull = (at: number, start: number, end: number) =>
      at < start + edge ? -14 : at > end - edge ? 14 : 0;
    scroller.scrollBy(pull(event.clientX, box.left, box.right), pull(event.clientY, box.top, box.bottom));
  }
}
