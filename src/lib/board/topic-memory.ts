import { kept, keptList } from './keeping.ts';
import type { BoardCard, BoardTopic } from './projection.ts';

const none: readonly BoardTopic[] = [];

/** The topics that a board showed last: those that did not change stay the same objects. */
export class TopicMemory {
  #topics: readonly BoardTopic[] = none;
  #columns: ReadonlyMap<string, readonly BoardTopic[]> = new Map();

  /** The topics as they are now, made of what was there before wherever it says the same. */
  settle(topics: readonly BoardTopic[]): readonly BoardTopic[] {
    this.#topics = keptList(this.#topics, topics, keptTopic);
    return this.#topics;
  }

  /** Topics by column: a column in which nothing changed keeps its list. */
  inColumns(topics: readonly BoardTopic[]): ReadonlyMap<string, readonly BoardTopic[]> {
    const columns = Map.groupBy(topics, ({ column }) => column);
    this.#columns = new Map(
      [...columns].map(([column, list]) => [column, keptList(this.#columns.get(column) ?? none, list)]),
    );
    return this.#columns;
  }
}

function keptTopic(before: BoardTopic | undefined, now: BoardTopic): BoardTopic {
  if (!before) return now;
  return kept(before, { ...now, cards: keptList<BoardCard>(before.cards, now.cards) });
}
