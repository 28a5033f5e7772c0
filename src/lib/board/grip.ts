/** One press on a card, by mouse, pen or finger, from going down to going up: what is held follows the pointer. */

/** Pixels a mouse goes before a press is a drag, and a finger may tremble while it holds. */
const threshold = 6;
/** A finger or a pen holds this long before it drags: shorter is a swipe. */
const holdMs = 220;
/** Near the edge of the board it scrolls along, faster the nearer. */
const edge = 64;
const fastest = 18;

interface GripEvents {
  start(): void;
  /** Once per picture, while something moves. */
  move(x: number, y: number): void;
  end(dropped: boolean): void;
}

export class Grip {
  readonly #element: HTMLElement;
  readonly #events: GripEvents;
  readonly #from: { readonly x: number; readonly y: number };
  readonly #holds: boolean;
  readonly #stop = new AbortController();
  #at: { readonly x: number; readonly y: number };
  #moved = false;
  #frame = 0;
  #hold: ReturnType<typeof setTimeout> | undefined;
  #picture: HTMLElement | null = null;
  #scroller: HTMLElement | null = null;

  constructor(element: HTMLElement, event: PointerEvent, events: GripEvents) {
    this.#element = element;
    this.#events = events;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#at = this.#from;
    this.#holds = event.pointerType !== 'mouse';
    const { signal } = this.#stop;
    const mine = (heard: (event: PointerEvent) => void) => (other: PointerEvent) => {
      if (other.pointerId === event.pointerId) heard(other);
    };
    window.addEventListener(
      'pointermove',
      mine((moved) => this.#move(moved)),
      { signal },
    );
    window.addEventListener(
      'pointerup',
      mine(() => this.let(true)),
      { signal },
    );
    window.addEventListener(
      'pointercancel',
      mine(() => this.let(false)),
      { signal },
    );
    window.addEventListener('keydown', (key) => key.key === 'Escape' && this.let(false), { signal });
    // A long press would ask for the browser's own menu.
    window.addEventListener('contextmenu', (menu) => this.isHeld && menu.preventDefault(), { signal });
    if (this.#holds) this.#hold = setTimeout(() => this.#start(), holdMs);
  }

  /** True once the card is in the hand. */
  get isHeld(): boolean {
    return this.#picture !== null;
  }

  /** Ends the press; `dropped` is false when it was given up. */
  let(dropped: boolean): void {
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    this.#stop.abort();
    if (dropped && this.#moved) this.#events.move(this.#at.x, this.#at.y);
    this.#picture?.remove();
    if (this.#scroller) this.#scroller.style.scrollSnapType = '';
    this.#events.end(dropped && this.isHeld);
  }

  #move(event: PointerEvent): void {
    this.#at = { x: event.clientX, y: event.clientY };
    this.#moved = true;
    if (this.#picture) return event.preventDefault();
    if (Math.hypot(this.#at.x - this.#from.x, this.#at.y - this.#from.y) < threshold) return;
    if (this.#holds) this.let(false);
    else this.#start();
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
      willChange: 'translate',
    });
    document.body.append(picture);
    if (document.activeElement instanceof HTMLElement && this.#element.contains(document.activeElement))
      document.activeElement.blur();
    getSelection()?.removeAllRanges();
    this.#picture = picture;
    this.#scroller = this.#element.closest<HTMLElement>('[data-scroller]');
    // It would pull a column back into its place while the board scrolls along.
    if (this.#scroller) this.#scroller.style.scrollSnapType = 'none';
    this.#events.start();
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Reads the page first and writes afterwards, so that it is laid out once. */
  #draw(): void {
    this.#frame = requestAnimationFrame(() => this.#draw());
    const { x, y } = this.#at;
    const box = this.#scroller?.getBoundingClientRect();
    const [dx, dy] = box ? [pull(x, box.left, box.right), pull(y, box.top, box.bottom)] : [0, 0];
    if (!this.#moved && dx === 0 && dy === 0) return;
    this.#moved = false;
    this.#events.move(x, y);
    if (this.#picture) this.#picture.style.translate = `${x - this.#from.x}px ${y - this.#from.y}px`;
    if (dx !== 0 || dy !== 0) this.#scroller?.scrollBy(dx, dy);
  }
}

function pull(at: number, start: number, end: number): number {
  if (at < start + edge) return -Math.ceil((fastest * Math.min(edge, start + edge - at)) / edge);
  if (at > end - edge) return Math.ceil((fastest * Math.min(edge, at - end + edge)) / edge);
  return 0;
}
