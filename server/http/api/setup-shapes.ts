/** The shapes of setups in requests and answers: one per kind of meeting, with the kind's own options. */
import { z } from 'zod';
import type { MeetingKind } from '#shared/meeting/index.ts';
import { goalSchema, setupFields, type Setup } from '#shared/meeting/setup.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';

/** The kinds that people set up. */
export const chosenKinds = ({ kinds }: ApiDeps): MeetingKind[] =>
  Object.values(kinds).filter(({ daily }) => !daily);

/** One strict object per kind, told apart by `kind`. */
export function perKind<Fields extends z.ZodRawShape>(deps: ApiDeps, fields: (kind: MeetingKind) => Fields) {
  return z.union(
    chosenKinds(deps).map((kind) => z.strictObject({ kind: z.literal(kind.name), ...fields(kind) })),
  );
}

/** A query that names a kind; without one it is the first. */
export function kindQuery(deps: ApiDeps) {
  const names = chosenKinds(deps).map(({ name }) => name);
  return z.strictObject({ kind: z.enum(names).prefault(names[0] ?? '') });
}

/** The kind of that name. */
export function kindOf(deps: ApiDeps, name: string): MeetingKind {
  const kind = chosenKinds(deps).find((one) => one.name === name);
  if (!kind) throw new Refusal('bad-request', 'no such kind of meeting');
  return kind;
}

/** What may be left out of a new setup: the team's defaults are taken for options, everybody for who is invited. */
export const newSetupFields = (kind: MeetingKind) => {
  const fields = setupFields(kind.options);
  return {
    ...fields,
    goal: goalSchema.default(''),
    template: fields.template.default(null),
    options: kind.options.optional(),
    invited: fields.invited.default(null),
  };
};

/** The options that a team has set for itself, in the order of the kind's. What an earlier version knew and this one does not is left out. */
export async function ownOptions(deps: ApiDeps, teamId: Id, kind: MeetingKind) {
  const own = await deps.meetings.choices.own(teamId, kind.name);
  const known = Object.entries(kind.teamOptions.shape).flatMap(([name, field]) => {
    const value = own[name];
    return value !== undefined && z.safeParse(field, value).success ? [[name, value] as const] : [];
  });
  return Object.fromEntries(known);
}

/** A new setup with nothing left out. Throws `bad-request` when somebody is invited who is not in the team. */
export async function completeSetup(
  deps: ApiDeps,
  teamId: Id,
  kind: MeetingKind,
  given: Omit<Setup, 'options'> & { readonly options?: unknown },
): Promise<Setup> {
  await requireTeam(deps, teamId, given.invited);
  const { title, goal, template, invited } = given;
  const options = given.options ?? kind.options.parse(await ownOptions(deps, teamId, kind));
  return { title, goal, template, options, invited };
}

/** Those of the invited who are in the team still. */
export async function stillInTeam(
  deps: ApiDeps,
  teamId: Id,
  invited: readonly Id[] | null,
): Promise<Id[] | null> {
  if (invited === null) return null;
  const team = new Set((await deps.teams.members(teamId)).map(({ id }) => id));
  return invited.filter((id) => team.has(id));
}

/** Throws `bad-request` unless all of them are in the team. */
export async function requireTeam(deps: ApiDeps, teamId: Id, invited: readonly Id[] | null): Promise<void> {
  const here = await stillInTeam(deps, teamId, invited);
  if (here?.length !== invited?.length) throw new Refusal('bad-request', 'invited: not in the team');
}
