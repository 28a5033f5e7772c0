/** The summary: what was on the board when the standup closed, in plain values, stored and shown for ever after. */
import { z } from 'zod';
import { idSchema, type Id } from '../../protocol/index.ts';
import type { DocumentView, Outcome } from '../kind.ts';
import { peopleOf } from '../parts/people.ts';
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
import { answerOf, entriesOf, isAsked, marksOn, meetingValue, type Entry } from './model.ts';
import { daySchema, questionKinds, questionSchema } from './options.ts';

const time = z.number();

const answerSchema = z.strictObject({
  id: idSchema,
  question: z.string(),
  kind: z.enum(questionKinds),
  ask: z.string(),
  text: z.string(),
  blocker: z.boolean(),
  /** Who wants to talk about it. */
  wantedBy: z.array(z.string()),
});

const entrySchema = z.strictObject({
  memberId: idSchema,
  author: z.string().nullable(),
  at: time,
  edited: time.nullable(),
  answers: z.array(answerSchema),
  ...remarksFields,
});

export const summarySchema = z.strictObject({
  kind: z.literal('standup'),
  title: z.string(),
  day: daySchema.pick({ date: true, zone: true }).nullable(),
  startedAt: time,
  closedAt: time,
  questions: z.array(questionSchema),
  /** In the order in which they were published. */
  entries: z.array(entrySchema),
  actionItems: z.array(actionSchema),
  /** Who came, or answered. */
  people: z.array(personSchema),
  /** Who was asked and did not answer; nobody who was away. */
  missing: z.array(z.string()),
  mood: moodSchema,
  /** The live round as a whole: nobody's own time is kept. */
  round: z.strictObject({ startedAt: time, endedAt: time, speakers: z.number() }).nullable(),
});
export type Summary = z.infer<typeof summarySchema>;

/** The summary of a standup that ends at `closedAt`, ms since 1970. */
export function summaryOf(board: DocumentView, closedAt: number): Summary {
  const options = meetingValue(board, 'options');
  const nameOf = namesOn(board);
  const entries = [...entriesOf(board)].sort(([, a], [, b]) => a.at - b.at);
  const answered = new Set(entries.map(([memberId]) => memberId));
  return {
    kind: 'standup',
    title: meetingValue(board, 'title') ?? '',
    day: options?.day ? { date: options.day.date, zone: options.day.zone } : null,
    startedAt: meetingValue(board, 'startedAt') ?? closedAt,
    closedAt,
    questions: [...(options?.questions ?? [])],
    entries: entries.map(([memberId, entry]) => entrySummary(memberId, entry, board, nameOf)),
    actionItems: actionsSummary(board, nameOf, (id) =>
      id ? (answerOf(id, board)?.answer.text ?? null) : null,
    ),
    people: peopleSummary(board),
    missing: [...peopleOf(board).values()]
      .filter((person) => isAsked(person) && !answered.has(person.id))
      .map(({ name }) => name),
    mood: moodSummary(board),
    round: roundSummary(board, closedAt),
  };
}

function entrySummary(
  memberId: Id,
  { at, edited, answers }: Entry,
  board: DocumentView,
  nameOf: NameOf,
): z.infer<typeof entrySchema> {
  return {
    memberId,
    author: nameOf(memberId),
    at,
    edited,
    answers: answers.map((answer) => ({
      ...answer,
      wantedBy: marksOn(answer.id, board).flatMap((id) => nameOf(id) ?? []),
    })),
    ...remarksOn(board, memberId, nameOf),
  };
}

function roundSummary(board: DocumentView, closedAt: number): Summary['round'] {
  const round = meetingValue(board, 'round');
  if (!round) return null;
  const { order, index, skipped, startedAt, endedAt } = round;
  const called = order.slice(0, endedAt === null ? index : index + 1);
  return {
    startedAt,
    endedAt: endedAt ?? closedAt,
    speakers: called.filter((id) => !skipped.includes(id)).length,
  };
}

/** What a stored summary comes to: its blockers, then what somebody wants to talk about. */
export function outcomeOf(summary: unknown): Outcome {
  const { actionItems, entries } = summarySchema.parse(summary);
  const answers = entries.flatMap((entry) => entry.answers);
  const blockers = answers.filter(({ blocker }) => blocker);
  const wanted = answers.filter(({ blocker, wantedBy }) => !blocker && wantedBy.length > 0);
  return {
    actionItems: actionItems.map(({ text, owner, due, done }) => ({ text, owner, due, done })),
    topics: [...blockers, ...wanted].map(({ text }) => ({ title: text, votes: null })),
  };
}
