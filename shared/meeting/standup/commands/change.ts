/** Changing today's standup while it is open: by anybody of the team, without losing anything that was written. */
import { z } from 'zod';
import { Refusal } from '../../../protocol/index.ts';
import type { Effects } from '../../kind.ts';
import { expiry } from '../../parts/close.ts';
import { define } from '../../parts/define.ts';
import { setValue } from '../../parts/values.ts';
import { meetingValue } from '../model.ts';
import { optionsSchema, questionsSchema, teamOptionsSchema, type Question } from '../options.ts';

/** So much longer a window may become, from now on. */
const longest = 7 * 24 * 60 * 60 * 1000;

export const change = define({
  payload: teamOptionsSchema.extend({
    questions: questionsSchema.optional(),
    /** When the window closes, ms since 1970. */
    closesAt: z.number().int().positive().optional(),
  }),
  verb: 'standup.drive',
  decide({ closesAt, ...chosen }, { view, now, random }): Effects {
    const before = meetingValue(view.board, 'options');
    if (!before) throw new Refusal('meeting-not-started');
    if (closesAt !== undefined && (closesAt <= now || closesAt > now + longest))
      throw new Refusal('bad-request', 'closesAt');
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    const options = optionsSchema.parse({ ...before, ...given });
    const past = meetingValue(view.board, 'pastQuestions') ?? [];
    return {
      board: [
        setValue('options', options),
        setValue('pastQuestions', goneOf([...before.questions, ...past], options.questions)),
        ...(closesAt === undefined ? [] : [setValue('expiresAt', closesAt)]),
      ],
      jobs: closesAt === undefined ? [] : [expiry(closesAt, random)],
    };
  },
});

/** Those of before that are asked no more, each once, as they last stood. */
function goneOf(before: readonly Question[], questions: readonly Question[]): Question[] {
  const gone = new Map<string, Question>();
  for (const question of before) if (!gone.has(question.id)) gone.set(question.id, question);
  for (const { id } of questions) gone.delete(id);
  return [...gone.values()];
}
