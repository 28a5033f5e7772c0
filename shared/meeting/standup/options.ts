/** What a team chooses for its standups, and what each day's has of its own. */
import { z } from 'zod';
import { isZone } from '../../schedule/rule.ts';
import { oneLine } from '../setup.ts';

export const questionLimits = { text: 200, most: 8 } as const;

/** What an answer is good for: a plan is offered as the next day's `did`, an answer to `blocker` stands out. */
export const questionKinds = ['did', 'plan', 'blocker', 'free'] as const;

export const questionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  text: z.string().trim().min(1).max(questionLimits.text).regex(oneLine),
  kind: z.enum(questionKinds),
});
export type Question = z.infer<typeof questionSchema>;

/** One to eight questions, each id once. */
export const questionsSchema = z
  .array(questionSchema)
  .min(1)
  .max(questionLimits.most)
  .refine(
    (questions) => new Set(questions.map(({ id }) => id)).size === questions.length,
    'a question twice',
  );

/** The team's own data from here on. */
export const defaultQuestions: readonly Question[] = [
  { id: 'did', text: 'What did you do?', kind: 'did' },
  { id: 'plan', text: 'What will you do?', kind: 'plan' },
  { id: 'blocker', text: 'Anything in your way?', kind: 'blocker' },
];

// The host is matched to its end, so that neither a port nor a name before an @ can hide another one.
const callLinkPattern =
  /^https:\/\/(?:(?:[a-z0-9-]+\.)*(?:zoom\.us|webex\.com)|meet\.google\.com|teams\.microsoft\.com|teams\.live\.com|whereby\.com|meet\.jit\.si|app\.slack\.com)\/[!-~]*$/;

/** Where the team meets in sound and picture: an address at one of the services that we know. */
export const callLinkSchema = z.string().max(500).regex(callLinkPattern).nullable();

/** The order in which people speak in a round-up. */
export const orderSchema = z.enum(['shuffled', 'name']);

/** The local day that a standup is for. */
export const daySchema = z.strictObject({
  date: z.iso.date(),
  /** An IANA name. */
  zone: z.string().refine(isZone, 'an unknown time zone'),
  /** When its window closes, ms since 1970. */
  closesAt: z.number().int().positive(),
});

const chosen = {
  questions: questionsSchema,
  /** Asks for a mood from 1 to 5. */
  mood: z.boolean(),
  order: orderSchema,
  secondsPerPerson: z.number().int().min(15).max(1_800),
  callLink: callLinkSchema,
};

export const optionsSchema = z.strictObject({
  questions: chosen.questions.default([...defaultQuestions]),
  mood: chosen.mood.default(true),
  order: chosen.order.default('shuffled'),
  secondsPerPerson: chosen.secondsPerPerson.default(90),
  callLink: chosen.callLink.default(null),
  /** Given by whoever opens the day's standup; nobody chooses it beforehand. */
  day: daySchema.nullable().default(null),
});
export type Options = z.infer<typeof optionsSchema>;

/** What a team may set for all its standups. */
export const teamOptionsSchema = z.strictObject(chosen).partial();
