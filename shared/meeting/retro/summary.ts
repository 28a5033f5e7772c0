/** The summary: what was on the board when the meeting closed, in plain values, stored and shown for ever after. */
import { z } from 'zod';
import { idSchema, type Id } from '../../protocol/index.ts';
import type { MeetingView } from '../kind.ts';
import {
  actionSchema,
  actionsSummary,
  moodSchema,
  moodSummary,
  namesOn,
  peopleSummary,
  personSchema,
  remarksFields,
  remarksOn,
  type NameOf,
} from '../parts/summary.ts';
import type { Topic } from '../place.ts';
import { cardsOf, meetingValue, talkRoot } from './model.ts';
import { columnSchema } from './options.ts';
import { retroTopics, titlesOf, votesOf } from './topics.ts';

const time = z.number();

const cardSchema = z.strictObject({
  id: idSchema,
  column: z.string(),
  text: z.string(),
  /** The author's name; null in an anonymous meeting. */
  author: z.string().nullable(),
  ...remarksFields,
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
  people: z.array(personSchema),
  mood: moodSchema,
});
export type Summary = z.infer<typeof summarySchema>;

/** The summary of a meeting that ends at `closedAt`, ms since 1970. */
export function summaryOf(view: MeetingView, closedAt: number): Summary {
  const { board } = view;
  const options = meetingValue(board, 'options');
  const nameOf = namesOn(board);
  const topics = retroTopics(view).map((topic) => topicSummary(topic, view, nameOf));
  const titleOf = (id: Id | null) => {
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
    actionItems: actionsSummary(board, nameOf, titleOf),
    people: peopleSummary(board),
    mood: moodSummary(board),
  };
}

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
      return [
        {
          id,
          column: card.column,
          text: card.text,
          author: nameOf(card.author),
          ...remarksOn(board, id, nameOf),
        },
      ];
    }),
  };
}
