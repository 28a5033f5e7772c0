/** Topics of a retrospective: the board's cards under the table's places. */
import type { Id } from '../../protocol/index.ts';
import type { DocumentView, MeetingView } from '../kind.ts';
import { topicsOf, type Place, type PlacedCard, type Topic } from '../place.ts';
import { cardsOf, titleRoot } from './model.ts';

export function placesOf(table: DocumentView): Map<Id, Place> {
  return new Map(table.entries('place') as Iterable<[Id, Place]>);
}

export function placedCards(board: DocumentView): PlacedCard[] {
  return [...cardsOf(board)].map(([id, { at, removed }]) => ({ id, at, removed: removed ?? false }));
}

export function retroTopics(view: Pick<MeetingView, 'board' | 'table'>): Topic[] {
  return topicsOf(placedCards(view.board), placesOf(view.table));
}

/** All titles a topic has, its root's first: two people who named at once both find theirs. */
export function titlesOf(topic: Topic, table: DocumentView): string[] {
  const titles = topic.members.map((id) => table.text(titleRoot(id)).trim()).filter((title) => title !== '');
  return [...new Set(titles)];
}

/** A topic's votes: the sum over its cards, so that regrouping moves votes and never drops them. */
export function votesOf(topic: Topic, tallies: ReadonlyMap<Id, number>): number {
  return topic.members.reduce((sum, id) => sum + (tallies.get(id) ?? 0), 0);
}
