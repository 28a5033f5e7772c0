/** Changing what was set up, in an open meeting: by its facilitator, without losing anything that was written. */
import { z } from 'zod';
import { interfaceLimits, Refusal } from '../../../protocol/index.ts';
import type { Effects, MapWrite, MeetingView } from '../../kind.ts';
import { expiry } from '../../parts/close.ts';
import { define } from '../../parts/define.ts';
import { setValue } from '../../parts/values.ts';
import { cardsOf, columnOf, meetingValue, walkOf } from '../model.ts';
import {
  columnsSchema,
  settled,
  stepMinutesSchema,
  votesSchema,
  walkSchema,
  type Column,
} from '../options.ts';

const day = 24 * 60 * 60 * 1000;

export const change = define({
  payload: z.strictObject({
    title: z.string().trim().min(1).max(interfaceLimits.meetingTitle).optional(),
    goal: z.string().trim().max(interfaceLimits.meetingGoal).optional(),
    columns: columnsSchema.optional(),
    votesPerPerson: votesSchema.optional(),
    votesPerTopic: votesSchema.optional(),
    liveVotes: z.boolean().optional(),
    guests: z.boolean().optional(),
    walk: walkSchema.optional(),
    minutes: stepMinutesSchema.optional(),
    /** Days from now until the meeting closes by itself; null: not by itself. */
    openDays: z.number().int().min(1).max(60).nullable().optional(),
  }),
  verb: 'meeting.change',
  decide({ title, goal, ...chosen }, { view, now, random }): Effects {
    const before = meetingValue(view.board, 'options');
    const step = meetingValue(view.board, 'step');
    if (!before || step === undefined) throw new Refusal('meeting-not-started');
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    const options = settled({ ...before, ...given });
    if (!walkOf(options).includes(step)) throw new Refusal('wrong-step', 'the present step stays');
    const ends = chosen.openDays === undefined ? null : until(chosen.openDays, now);
    return {
      board: [
        ...(title === undefined ? [] : [setValue('title', title)]),
        ...(goal === undefined ? [] : [setValue('goal', goal)]),
        setValue('options', options),
        ...(chosen.columns ? moved(chosen.columns, before.columns, view) : []),
        ...(ends ? [setValue('expiresAt', ends.expiresAt)] : []),
      ],
      jobs: ends?.expiresAt ? [expiry(ends.expiresAt, random)] : [],
      record: {
        ...(title === undefined ? {} : { title }),
        ...(chosen.guests === undefined ? {} : { guests: chosen.guests }),
      },
    };
  },
});

const until = (days: number | null, now: number) => ({ expiresAt: days === null ? null : now + days * day });

/** Published cards of a column that goes move to the first one; hidden notes are read as standing there. */
function moved(columns: readonly Column[], before: readonly Column[], view: MeetingView): MapWrite[] {
  const past = new Set([...(meetingValue(view.board, 'pastColumns') ?? []), ...before.map(({ id }) => id)]);
  for (const { id } of columns) past.delete(id);
  return [
    setValue('pastColumns', [...past]),
    ...[...cardsOf(view.board)].flatMap(([key, card]) => {
      const column = columnOf(card.column, columns);
      return column === card.column ? [] : [{ root: 'cards', key, value: { ...card, column } }];
    }),
  ];
}
