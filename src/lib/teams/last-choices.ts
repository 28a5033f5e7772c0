/** What a team's last retrospective was set to, on this device: the next one begins with it. */
import { z } from 'zod';

const choices = z.object({
  anonymous: z.boolean(),
  hideNotes: z.boolean(),
  guests: z.boolean(),
  votesPerPerson: z.string(),
  votesPerTopic: z.string(),
});
export type Choices = z.infer<typeof choices>;

const first: Choices = {
  anonymous: false,
  hideNotes: true,
  guests: false,
  votesPerPerson: '5',
  votesPerTopic: '3',
};
const keyOf = (teamId: string) => `retro-choices:${teamId}`;
const stored = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
    return z.NEVER;
  }
});

export function lastChoices(teamId: string): Choices {
  const kept = stored.pipe(choices).safeParse(localStorage.getItem(keyOf(teamId)));
  return kept.success ? kept.data : { ...first };
}

export function keepChoices(teamId: string, made: Choices): void {
  localStorage.setItem(keyOf(teamId), JSON.stringify(made));
}
