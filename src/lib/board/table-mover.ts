/** Grouping and ordering on the table everybody shares: each move is one transaction. */
import { group, reorder, rootOf, ungroup, type Move, type Place } from '#shared/meeting/place.ts';
import { talkRoot, titleRoot } from '#shared/meeting/retro/model.ts';
import { placedCards, placesOf, retroTopics } from '#shared/meeting/retro/topics.ts';
import type { Id } from '#shared/protocol/index.ts';
import { localOrigin } from '#lib/sync/origins.ts';
import type { BoardConnection } from './connection.ts';
import { viewOf } from './plain-view.ts';

export class TableMover {
  readonly #connection: BoardConnection;

  constructor(connection: BoardConnection) {
    this.#connection = connection;
  }

  /** Puts a card, with the cards that lie under it, under the topic that `target` belongs to. */
  group(card: Id, target: Id): void {
    this.#apply(group(card, target, this.#cards(), this.#places()));
  }

  /** Takes a card out of its group, to stand before the topic `before`, or at the end. */
  ungroup(card: Id, before: Id | null): void {
    this.#apply(ungroup(card, this.#between(card, before), this.#cards(), this.#places()));
  }

  /** Puts a topic before another, or at the end. */
  reorder(card: Id, before: Id | null): void {
    this.#apply(reorder(card, this.#between(card, before), this.#places()));
  }

  #cards() {
    return placedCards(viewOf(this.#connection.board));
  }

  #places() {
    return placesOf(viewOf(this.#connection.table));
  }

  /** A place in the order just before a topic, or behind all of them. */
  #between(card: Id, before: Id | null): number {
    const view = { board: viewOf(this.#connection.board), table: viewOf(this.#connection.table) };
    const moved = rootOf(card, this.#places());
    const topics = retroTopics(view).filter(({ id }) => id === before || id !== moved);
    const index = topics.findIndex(({ id }) => id === before);
    const next = topics[index];
    const previous = index < 0 ? topics.at(-1) : topics[index - 1];
    if (!next) return (previous?.at ?? 0) + 1;
    return previous ? (previous.at + next.at) / 2 : next.at - 1;
  }

  #apply({ writes, handover }: Move): void {
    const table = this.#connection.table;
    table.transact(() => {
      const places = table.getMap<Place>('place');
      for (const { card, place } of writes) places.set(card, place);
      if (handover) {
        this.#hand(titleRoot(handover.from), titleRoot(handover.to));
        this.#hand(talkRoot(handover.from), talkRoot(handover.to));
      }
    }, localOrigin);
  }

  #hand(from: string, to: string): void {
    const table = this.#connection.table;
    const words = table.getText(from).toString();
    const receiver = table.getText(to);
    if (receiver.length === 0 && words !== '') receiver.insert(0, words);
  }
}
