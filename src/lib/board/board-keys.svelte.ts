/** Moving cards by keys on a board, and what is said aloud while one does. */
import type { Id } from '#shared/protocol/index.ts';
import { m } from '#messages';
import { CardKeys } from './card-keys.ts';
import type { Landing } from './landing.ts';
import { shortened } from './names.ts';
import type { RetroBoard } from './retro-board.svelte.ts';

interface BoardKeysOptions {
  readonly groups: boolean;
  /** What a card or a topic is called. */
  nameOf(id: Id | null): string;
  drop(card: Id, landing: Landing): void;
  remove(card: Id): void;
}

export class BoardKeys {
  readonly cards: CardKeys;
  /** For a screen reader, at once: it follows a key press. */
  said = $state('');

  constructor(board: RetroBoard, { groups, nameOf, drop, remove }: BoardKeysOptions) {
    const name = (id: Id | null) => shortened(nameOf(id));
    const columnName = (id: string) => board.columns.find((column) => column.id === id)?.title ?? '';
    const place = (landing: Landing) =>
      landing.on === 'topic'
        ? m.said_onto({ topic: name(landing.topic) })
        : landing.before
          ? m.said_before({ column: columnName(landing.column), topic: name(landing.before) })
          : m.said_at_end({ column: columnName(landing.column) });
    this.cards = new CardKeys({
      groups,
      mayMove: () => board.writes,
      drop,
      remove,
      taken: (card) => (this.said = m.said_taken({ text: name(card) })),
      over: (card, landing) => (this.said = landing ? place(landing) : m.said_put_back({ text: name(card) })),
      dropped: (card, landing) => (this.said = m.said_dropped({ text: name(card), place: place(landing) })),
      open: (card) => openCard(card),
    });
  }
}

/** Enter on a card: into its text where it is mine to write in, else into its menu. */
function openCard(card: HTMLElement): void {
  const field = card.querySelector('textarea');
  if (field) field.focus();
  else card.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.click();
}
