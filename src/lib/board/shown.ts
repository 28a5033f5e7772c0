import type { Person } from '#shared/meeting/kind.ts';
import type { Id } from '#shared/protocol/index.ts';
import { kept, keptList, keptMap } from './keeping.ts';
import type { BoardCard, BoardTopic, OwnNote } from './projection.ts';

const none: readonly BoardTopic[] = [];

/** What a board showed last. Each answer is made of it wherever it still says the same. */
export class Shown {
  #people: ReadonlyMap<Id, Person> = new Map();
  #notes: readonly OwnNote[] = [];
  #topics: readonly BoardTopic[] = none;
  #columns: ReadonlyMap<string, readonly BoardTopic[]> = new Map();

  people(now: ReadonlyMap<Id, Person>): ReadonlyMap<Id, Person> {
    this.#people = keptMap(this.#people, now);
    return this.#people;
  }

  notes(now: readonly OwnNote[]): readonly OwnNote[] {
    this.#notes = keptList(this.#notes, now);
    return this.#notes;
  }

  topics(now: readonly BoardTopic[]): readonly BoardTopic[] {
    this.#topics = keptList(this.#topics, now, keptTopic);
    return this.#topics;
  }

  /** Topics by column: a column in which nothing changed keeps its list. */
  inColumns(topics: readonly BoardTopic[]): ReadonlyMap<string, readonly BoardTopic[]> {
    const columns = new Map<string, BoardTopic[]>();
    for (const topic of topics) {
      const list = columns.get(topic.column);
      if (list) list.push(topic);
      else columns.set(topic.column, [topic]);
    }
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
