/** The summary: what was on the board when the meeting closed, in plain values, stored and shown for ever after. */
import { z } from 'zod';
import { idSchema, type Id } from '../../protocol/index.ts';
import type { MeetingView } from '../kind.ts';
import type { Topic } from '../place.ts';
import {
  actionsOf,
  cardsOf,
  commentsOf,
  meetingValue,
  peopleOf,
  reactionKinds,
  reactionsOf,
  talkRoot,
} from './model.ts';
import { columnSchema } from './options.ts';
import { retroTopics, titlesOf, votesOf } from './topics.ts';

const time = z.number();

const cardSchema = z.strictObject({
  id: idSchema,
  column: z.string(),
  text: z.string(),
  /** The author's name; null in an anonymous meeting. */
  author: z.string().nullable(),
  /** How many reacted how, in the order of `reactionKinds`; without those that nobody gave. */
  reactions: z.array(z.strictObject({ kind: z.enum(reactionKinds), count: z.number() })),
  comments: z.array(z.strictObject({ author: z.string().nullable(), text: z.string(), at: time })),
});

const topicSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  /** What others called it at the same moment. */
  otherTitles: z.array(z.string()),
  votes: z.number(),
  discussed: z.boolean(),
  /** Discussion notes, those of the leading card first. */
  talk: z.array(z.string()),
  cards: z.array(cardSchema),
});

const actionSchema = z.strictObject({
  id: idSchema,
  text: z.string(),
  owner: z.string().nullable(),
  due: z.string().nullable(),
  /** What the topic it came from is called. */
  topic: z.string().nullable(),
  done: z.boolean(),
});

export const summarySchema = z.strictObject({
  kind: z.literal('retro'),
  title: z.string(),
  goal: z.string(),
  anonymous: z.boolean(),
  startedAt: time,
  closedAt: time,
  /** False where the meeting had no voting step. */
  voted: z.boolean(),
  columns: z.array(columnSchema),
  /** Most votes first. */
  topics: z.array(topicSchema),
  actionItems: z.array(actionSchema),
  /** Who took part: whoever was invited and never came is not among them. */
  people: z.array(z.strictObject({ name: z.string(), role: z.enum(['member', 'guest', 'observer']) })),
  mood: z.strictObject({ answers: z.number(), counts: z.array(z.number()).nullable() }),
});
export type Summary = z.infer<typeof summarySchema>;

/** The summary of a meeting that ends at `closedAt`, ms since 1970. */
export function summaryOf(view: MeetingView, closedAt: number): Summary {
  const { board } = view;
  const options = meetingValue(board, 'options');
  const people = peopleOf(board);
  const nameOf = (id: string | null | undefined) => (id ? (people.get(id)?.name ?? null) : null);
  const topics = retroTopics(view).map((topic) => topicSummary(topic, view, nameOf));
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
    startedAt: meetingValue(board, 'startedAt') ?? closedAt,
    closedAt,
    voted: options?.walk.vote ?? true,
    columns: [...(options?.columns ?? [])],
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
    people: [...people.values()].filter(({ awaited }) => !awaited).map(({ name, role }) => ({ name, role })),
    mood: moodSummary(view),
  };
}

type NameOf = (id: Id | null | undefined) => string | null;

function topicSummary(topic: Topic, view: MeetingView, nameOf: NameOf): Summary['topics'][number] {
  const { board, table } = view;
  const cards = cardsOf(board);
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
      if (!card) return [];
      const reactions = reactionsOf(board, id);
      return [
        {
          id,
          column: card.column,
          text: card.text,
          author: nameOf(card.author),
          reactions: reactionKinds.flatMap((kind) => {
            const count = reactions[kind]?.length ?? 0;
            return count > 0 ? [{ kind, count }] : [];
          }),
          comments: [...commentsOf(board).values()]
            .filter((comment) => comment.card === id)
            .sort((a, b) => a.at - b.at)
            .map(({ author, text, at }) => ({ author: nameOf(author), text, at })),
        },
      ];
    }),
  };
}

function moodSummary({ board }: MeetingView): Summary['mood'] {
  const mood = meetingValue(board, 'mood');
  return { answers: mood?.answers ?? 0, counts: mood?.counts ? [...mood.counts] : null };
}
