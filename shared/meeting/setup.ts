/** What setting up a meeting chooses, beside its kind. The server parses with these shapes, and so do the screens. */
import { z } from 'zod';
import { idSchema, interfaceLimits, type Id } from '../protocol/index.ts';
import { ruleSchema } from '../schedule/rule.ts';

// Control and direction-override characters could make one name look like another.
export const oneLine = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

/** A meeting's title. */
export const titleSchema = z.string().trim().min(1).max(interfaceLimits.meetingTitle).regex(oneLine);
export const goalSchema = z.string().trim().max(interfaceLimits.meetingGoal);
/** A built-in template by its name, a team's own by its id: remembered, and no more than that. */
export const templateSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .nullable();
/** Accounts that are asked to come, each once; null: everybody in the team. */
export const invitedSchema = z
  .array(idSchema)
  .max(interfaceLimits.invited)
  .refine((ids) => new Set(ids).size === ids.length, 'somebody twice')
  .nullable();

/** Everything that is chosen; `options` are the kind's own. */
export interface Setup<Options = unknown> {
  readonly title: string;
  readonly goal: string;
  readonly template: string | null;
  readonly options: Options;
  readonly invited: readonly Id[] | null;
}

/** Who knows of a draft, and may prepare it: those who are asked and its maker, or the whole team. */
export type Audience = readonly Id[] | 'team';

/** The audience of a draft. A maker whose account is gone is nobody. */
export function audienceOf({ invited }: Pick<Setup, 'invited'>, maker: Id | null): Audience {
  if (invited === null) return 'team';
  return maker === null ? invited : [...invited, maker];
}

/** True for one of them. Whether that is a member of the team at all is another question. */
export function isAmong(audience: Audience, accountId: Id): boolean {
  return audience === 'team' || audience.includes(accountId);
}

/** Of any kind's options, the one that doors and lists must know. */
export function takesGuests(options: unknown): boolean {
  return z.object({ guests: z.boolean().default(false) }).parse(options).guests;
}

/** The fields of a `Setup` whose kind has these options. */
export const setupFields = <Options extends z.ZodType>(options: Options) => ({
  title: titleSchema,
  goal: goalSchema,
  template: templateSchema,
  options,
  invited: invitedSchema,
});

/** A draft as it stands; who changes it names the version that they saw. */
export const draftFields = <Options extends z.ZodType>(options: Options) => ({
  ...setupFields(options),
  version: z.number().int().positive(),
});

/** What a team starts from when it sets up its next meeting. */
export const startingPointSchema = <Options extends z.ZodType>(options: Options) =>
  z.strictObject({
    /** As last time; a title is new each time. */
    setup: z.strictObject({ ...setupFields(options), title: z.null() }),
    /** The product's options, overlaid by the team's own. */
    defaults: options,
    /** The options that the team has set for itself, by name. */
    own: z.array(z.string()),
    invitable: z.array(z.strictObject({ id: idSchema, name: z.string(), observer: z.boolean() })),
  });

/** A meeting that comes again. */
export const repeatSchema = z.strictObject({
  id: idSchema,
  title: titleSchema,
  rule: ruleSchema,
  /** When the next one starts. */
  next: z.iso.datetime(),
});
export type Repeat = z.infer<typeof repeatSchema>;

/** Changes of a team's own options: what is null goes back to the product's. */
export function changesSchema(teamOptions: z.ZodObject) {
  const fields = Object.entries(teamOptions.shape).map(([name, field]) => [name, z.nullish(field)] as const);
  return z.strictObject(Object.fromEntries(fields));
}

/** A team's settings for a kind of meeting: the options as they are for it, and which of them are its own. */
export const settingsFields = <Options extends z.ZodType>(options: Options) => ({
  options,
  own: z.array(z.string()),
});
