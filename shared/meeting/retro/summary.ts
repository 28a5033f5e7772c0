/** The summary: what was on the board when the meeting closed, in plain values. */
import type { MeetingView } from '../kind.ts';
import { actionsOf, cardsOf, meetingValue, peopleOf, talkRoot, type Summary } from './model.ts';
import { retroTopics, titlesOf, votesOf } from './topics.ts';

export function summaryOf(view: MeetingView): Summary {
  const { board, table } = view;
  const options = meetingValue(board, 'options');
  const people = peopleOf(board);
  const cards = cardsOf(board);
  const nameOf = (id: string | null | undefined) => (id ? (people.get(id)?.name ?? null) : null);
  const topics = retroTopics(view).map((topic) => {
    const [title = '', ...otherTitles] = titlesOf(topic, table);
    return {
      id: topic.id,
      title,
      otherTitles,
      votes: votesOf(topic, view.tallies),
      discussed: topic.members.some((id) => board.value('discussed', id) === true),
      talk: topic.members.map((id) => table.text(talkRoot(id)).trim()).filter((talk) => talk !== ''),
      cards: topic.cards.flatMap((id) => {
        const card = cards.get(id);
        return card ? [{ id, column: card.column, text: card.text, author: nameOf(card.author) }] : [];
      }),
    };
  });
  const titleOf = (id: string | null) => {
    const topic = id
      ? topics.find((other) => other.id === id || other.cards.some((card) => card.id === id))
      : undefined;
    return topic ? topic.title || (topic.cards[0]?.text ?? null) : null;
  };
  return {
    kind: 'retro',
    title: meetingValue(board, 'title') ?? '',
    goal: meetingValue(board, 'goal') ?? '',
    anonymous: options?.anonymous ?? false,
    columns: options?.columns ?? [],
    topics: topics.sort((a, b) => b.votes - a.votes),
    actionItems: [...actionsOf(board)]
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([id, item]) => ({
        id,
        text: item.text,
        owner: nameOf(item.ownerId),
        due: item.due,
        topic: titleOf(item.topic),
        done: item.done,
      })),
    people: [...people.values()].map(({ name, role }) => ({ name, role })),
  };
}
