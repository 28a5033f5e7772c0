/**
 * Cards by keyboard: arrows go from card to card, Space takes one up, arrows then choose where it lands, Space puts
 * it down. It reads the same marks of the page as dragging does, see `landing.ts`; a card is a `data-card`.
 */
import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import type { Id } from '#shared/protocol/index.ts';
import { LandingMark, stopsOf, topicsIn, type Landing } from './landing.ts';

interface CardKeysOptions {
  /** True when a card may be put onto another one, and not only between two. */
  readonly groups: boolean;
  /** False while the board may only be looked at. */
  mayMove(): boolean;
  drop(card: Id, landing: Landing): void;
  taken(card: Id): void;
  /** Where the card would land; null when it was put back. */
  over(card: Id, landing: Landing | null): void;
  dropped(card: Id, landing: Landing): void;
  /** Enter on a card. */
  open(card: HTMLElement): void;
  /** Delete on a card. */
  remove(card: Id): void;
}

const field = 'input, textarea, select, button, a, [role="menuitem"]';

export class CardKeys {
  readonly #options: CardKeysOptions;
  readonly #mark = new LandingMark();
  #board: HTMLElement | null = null;
  #held: HTMLElement | null = null;

  constructor(options: CardKeysOptions) {
    this.#options = options;
  }

  /** Listens on the board that holds the columns. */
  readonly listen: Attachment<HTMLElement> = (board) => {
    this.#board = board;
    const key = (event: KeyboardEvent) => this.#key(event);
    const entered = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.dataset.card !== undefined) onlyStop(target);
    };
    const left = (event: FocusEvent) => {
      if (this.#held && event.target === this.#held) this.#putBack();
    };
    board.addEventListener('keydown', key);
    board.addEventListener('focusin', entered);
    board.addEventListener('focusout', left);
    return () => {
      board.removeEventListener('keydown', key);
      board.removeEventListener('focusin', entered);
      board.removeEventListener('focusout', left);
      this.#board = null;
    };
  };

  /** Gives a card the focus once it stands where it was moved to. */
  async focus(card: Id): Promise<void> {
    await tick();
    const element = this.#board?.querySelector<HTMLElement>(`[data-card="${card}"]`);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #key(event: KeyboardEvent): void {
    const { target } = event;
    if (
      !(target instanceof HTMLElement) ||
      event.isComposing ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    if (event.key === 'Escape' && target.matches('textarea')) {
      target.closest<HTMLElement>('[data-card]')?.focus();
      return;
    }
    if (target.matches(field) || target.dataset.card === undefined) return;
    const card = target.dataset.card;
    const done = this.#held ? this.#carry(event.key, card, this.#held) : this.#walk(event.key, card, target);
    if (done) event.preventDefault();
  }

  #walk(key: string, card: Id, element: HTMLElement): boolean {
    if (key === ' ') return this.#takeUp(card, element);
    if (key === 'Enter') this.#options.open(element);
    else if (key === 'Delete' && this.#options.mayMove()) this.#options.remove(card);
    else {
      const next = this.#neighbour(key, element);
      if (!next) return isArrow(key);
      next.focus();
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    return true;
  }

  #takeUp(card: Id, element: HTMLElement): boolean {
    if (!this.#options.mayMove()) return false;
    this.#held = element;
    element.dataset.taken = '';
    this.#options.taken(card);
    return true;
  }

  #carry(key: string, card: Id, element: HTMLElement): boolean {
    if (key === 'Escape') this.#putBack();
    else if (key === ' ' || key === 'Enter') this.#putDown(card);
    else if (isArrow(key)) this.#aim(key, card, element);
    else return key !== 'Tab';
    return true;
  }

  #aim(key: string, card: Id, element: HTMLElement): void {
    const from = (this.#mark.stop?.element ?? element).closest<HTMLElement>('[data-column]');
    const column = isSideways(key) ? this.#columnBeside(from, key) : from;
    if (!column) return;
    const stops = stopsOf(column, element, this.#options.groups);
    const at = column === from ? this.#next(stops, key, element) : nearest(stops, this.#middle(element));
    const stop = stops[Math.max(0, Math.min(stops.length - 1, at))];
    if (!stop) return;
    this.#mark.show(stop);
    stop.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#options.over(card, stop.landing);
  }

  /** The stop after or before the present one; the card's own place is where it begins. */
  #next(stops: ReturnType<typeof stopsOf>, key: string, element: HTMLElement): number {
    const { stop } = this.#mark;
    const present = stops.findIndex((one) => one.element === stop?.element && one.mark === stop.mark);
    if (present >= 0) return present + (key === 'ArrowDown' ? 1 : -1);
    const top = element.getBoundingClientRect().top;
    const below = stops.findIndex(
      (one) => one.mark === 'end' || one.element.getBoundingClientRect().top > top,
    );
    return key === 'ArrowDown' ? below : below - 1;
  }

  #putDown(card: Id): void {
    const { stop } = this.#mark;
    if (!stop) return this.#putBack();
    this.#letGo();
    this.#options.drop(card, stop.landing);
    this.#options.dropped(card, stop.landing);
    void this.focus(card);
  }

  #putBack(): void {
    const card = this.#held?.dataset.card;
    this.#letGo();
    if (card) this.#options.over(card, null);
  }

  #letGo(): void {
    if (this.#held) delete this.#held.dataset.taken;
    this.#held = null;
    this.#mark.show(null);
  }

  #neighbour(key: string, element: HTMLElement): HTMLElement | null {
    const column = element.closest<HTMLElement>('[data-column]');
    if (!column) return null;
    if (isSideways(key)) {
      const beside = this.#columnBeside(column, key);
      const topics = beside ? topicsIn(beside).map((topic) => ({ element: topic })) : [];
      return topics[nearest(topics, this.#middle(element))]?.element.querySelector('[data-card]') ?? null;
    }
    const cards = [...column.querySelectorAll<HTMLElement>('[data-card]')];
    if (key === 'Home') return cards[0] ?? null;
    if (key === 'End') return cards.at(-1) ?? null;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    return step === 0 ? null : (cards[cards.indexOf(element) + step] ?? null);
  }

  #columnBeside(column: HTMLElement | null, key: string): HTMLElement | null {
    const columns = [...(this.#board?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    const forward =
      (key === 'ArrowRight') === (getComputedStyle(columns[0] ?? document.body).direction !== 'rtl');
    return (column && columns[columns.indexOf(column) + (forward ? 1 : -1)]) ?? null;
  }

  #middle(element: HTMLElement): number {
    const box = (this.#mark.stop?.element ?? element).getBoundingClientRect();
    return box.top + box.height / 2;
  }
}

/** Tab stops at one card of a column, the one that had the focus last, and at its menu; `data-first` always stays one. */
function onlyStop(card: HTMLElement): void {
  const column = card.closest('[data-column]');
  for (const other of column?.querySelectorAll<HTMLElement>('[data-card][tabindex="0"]') ?? [])
    if (other !== card) setStop(other, other.dataset.first !== undefined, false);
  setStop(card, true, true);
}

function setStop(card: HTMLElement, own: boolean, menu: boolean): void {
  card.tabIndex = own ? 0 : -1;
  for (const button of card.querySelectorAll<HTMLElement>('[aria-haspopup="menu"]'))
    button.tabIndex = menu ? 0 : -1;
}

function isSideways(key: string): boolean {
  return key === 'ArrowLeft' || key === 'ArrowRight';
}

function isArrow(key: string): boolean {
  return isSideways(key) || key === 'ArrowUp' || key === 'ArrowDown';
}

/** The index of what stands nearest to a height. */
function nearest(
  stops: readonly { readonly element: HTMLElement; readonly mark?: string }[],
  y: number,
): number {
  let best = 0;
  let least = Infinity;
  for (const [at, { element, mark }] of stops.entries()) {
    const box = element.getBoundingClientRect();
    const height = mark === 'end' ? box.bottom : mark === 'before' ? box.top : box.top + box.height / 2;
    const away = Math.abs(height - y);
    if (away < least) [best, least] = [at, away];
  }
  return best;
}
