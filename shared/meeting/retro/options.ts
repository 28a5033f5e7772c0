/** What the set-up of a retrospective chooses: the meeting's own from its start, the team's defaults before. */
import { z } from 'zod';

/** How much a board's columns may hold. */
export const columnLimits = { title: 80, prompt: 200, most: 8 } as const;

export const columnSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.string().trim().min(1).max(columnLimits.title),
  prompt: z.string().max(columnLimits.prompt),
  /** Index of a column colour of the design tokens, 1–5. */
  colour: z.number().int().min(1).max(5),
});
export type Column = z.infer<typeof columnSchema>;

/** One to eight columns, each id once. */
export const columnsSchema = z
  .array(columnSchema)
  .min(1)
  .max(columnLimits.most)
  .refine((columns) => new Set(columns.map(({ id }) => id)).size === columns.length, 'a column twice');

/** Start, Stop, Continue: more teams use it than all others together. Titles are the meeting's own data from here on. */
export const defaultColumns: readonly Column[] = [
  { id: 'start', title: 'Start', prompt: 'What should we begin doing?', colour: 1 },
  { id: 'stop', title: 'Stop', prompt: 'What holds us back?', colour: 2 },
  { id: 'continue', title: 'Continue', prompt: 'What works and should stay?', colour: 3 },
];

/** Minutes of a step's countdown, which starts with the step; null: none. */
const minutes = z.number().int().min(1).max(240).nullable().default(null);

export const votesSchema = z.number().int().min(1).max(20);

/** Days until an async meeting closes by itself; null: live, it stays open until somebody closes it. */
export const openDaysSchema = z.number().int().min(1).max(60).nullable();

/** Steps that a team may leave out. */
export const walkSchema = z.strictObject({
  group: z.boolean().default(true),
  vote: z.boolean().default(true),
});

export const stepMinutesSchema = z.strictObject({
  write: minutes,
  group: minutes,
  vote: minutes,
  discuss: minutes,
});

const chosen = {
  anonymous: z.boolean(),
  hideNotes: z.boolean(),
  /** Tallies are seen while voting. */
  liveVotes: z.boolean(),
  votesPerPerson: votesSchema,
  votesPerTopic: votesSchema,
  guests: z.boolean(),
  /** The lobby asks for a mood from 1 to 5. */
  mood: z.boolean(),
  walk: walkSchema,
  minutes: stepMinutesSchema,
  openDays: openDaysSchema,
};

export const optionsSchema = z.strictObject({
  anonymous: chosen.anonymous.default(false),
  hideNotes: chosen.hideNotes.default(true),
  liveVotes: chosen.liveVotes.default(false),
  votesPerPerson: chosen.votesPerPerson.default(5),
  votesPerTopic: chosen.votesPerTopic.default(3),
  guests: chosen.guests.default(false),
  mood: chosen.mood.default(true),
  walk: chosen.walk.prefault({}),
  minutes: chosen.minutes.prefault({}),
  openDays: chosen.openDays.default(null),
  columns: columnsSchema.default([...defaultColumns]),
});
export type Options = z.infer<typeof optionsSchema>;

/** What a team may set for all its retrospectives. Columns come from a template each time. */
export const teamOptionsSchema = z.strictObject(chosen).partial();

/** What anonymity brings with it: notes hidden while writing, votes while voting (P2). */
export function settled(options: Options): Options {
  return options.anonymous ? { ...options, hideNotes: true, liveVotes: false } : options;
}
