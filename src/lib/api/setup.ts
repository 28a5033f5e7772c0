/** Setting up retrospectives: at once, as a draft, again and again; a team's defaults and templates. */
import { z } from 'zod';
import { columnsSchema, optionsSchema, type Column } from '#shared/meeting/retro/options.ts';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';

const kind = 'retro';
const made = z.object({ id: z.string(), url: z.string() });

const setup = z.object({
  title: z.string(),
  goal: z.string(),
  /** What its columns were taken from; null: no template. */
  template: z.string().nullable(),
  options: optionsSchema,
  /** Who is invited; null: everybody in the team. */
  invited: z.array(z.string()).nullable(),
});
/** What one sets up. */
export type Setup = z.infer<typeof setup>;

const invitable = z.object({ id: z.string(), name: z.string(), observer: z.boolean() });
/** Somebody who can be asked to take part. */
export type Invitable = z.infer<typeof invitable>;

const start = z.object({
  setup: setup.omit({ title: true }),
  defaults: optionsSchema,
  own: z.array(z.string()),
  invitable: z.array(invitable),
});
/** What a set-up begins with: the last choices, the team's defaults, whom it may ask. */
export type SetupStart = z.infer<typeof start>;

const draft = setup.extend({ version: z.number() });
export type Draft = z.infer<typeof draft>;

const ownTemplate = z.object({ id: z.string(), name: z.string(), columns: columnsSchema });
/** A template of the team's own. */
export type OwnTemplate = z.infer<typeof ownTemplate>;

const every = z.enum(['week', '2-weeks', '3-weeks', '4-weeks', 'month']);
const rule = z.object({ every, from: z.string(), time: z.string(), zone: z.string() });
export type Every = z.infer<typeof every>;
/** When a retrospective comes again. */
export type Rule = z.infer<typeof rule>;

const repeat = z.object({ id: z.string(), title: z.string(), rule, next: z.string() });
export type Repeat = z.infer<typeof repeat>;

const settings = z.object({ options: optionsSchema, own: z.array(z.string()) });
/** A team's own defaults; `own` names those that differ from the product's. */
export type TeamSettings = z.infer<typeof settings>;

export const setupApi = {
  setupStart: (teamId: Id) => ask('GET', `/teams/${teamId}/setup?kind=${kind}`, start),
  startRetro: (teamId: Id, chosen: Setup) =>
    ask('POST', `/teams/${teamId}/meetings`, made, { kind, ...chosen }),

  saveDraft: (teamId: Id, chosen: Setup) => ask('POST', `/teams/${teamId}/drafts`, made, { kind, ...chosen }),
  draft: (id: Id) => ask('GET', `/meetings/${id}/setup`, draft),
  changeDraft: (id: Id, changed: Draft) =>
    ask('PUT', `/meetings/${id}/setup`, z.object({ version: z.number() }), { kind, ...changed }),
  startDraft: (id: Id) => ask('POST', `/meetings/${id}/start`, made),
  deleteDraft: (id: Id) => ask('DELETE', `/meetings/${id}`, nothing),

  repeats: (teamId: Id) =>
    field(ask('GET', `/teams/${teamId}/repeats`, z.object({ repeats: z.array(repeat) })), 'repeats'),
  addRepeat: (teamId: Id, chosen: Setup, when: Rule) =>
    ask('POST', `/teams/${teamId}/repeats`, z.object({ id: z.string(), next: z.string() }), {
      kind,
      ...chosen,
      rule: when,
    }),
  endRepeat: (id: Id) => ask('DELETE', `/repeats/${id}`, nothing),

  templates: (teamId: Id) =>
    field(
      ask('GET', `/teams/${teamId}/templates`, z.object({ templates: z.array(ownTemplate) })),
      'templates',
    ),
  addTemplate: (teamId: Id, name: string, columns: readonly Column[]) =>
    ask('POST', `/teams/${teamId}/templates`, z.object({ id: z.string() }), { name, columns }),
  changeTemplate: (id: Id, name: string, columns: readonly Column[]) =>
    ask('PATCH', `/templates/${id}`, z.unknown(), { name, columns }),
  deleteTemplate: (id: Id) => ask('DELETE', `/templates/${id}`, nothing),

  teamSettings: (teamId: Id) => ask('GET', `/teams/${teamId}/settings`, settings),
  changeTeamSettings: (teamId: Id, changes: Readonly<Record<string, unknown>>) =>
    ask('PATCH', `/teams/${teamId}/settings`, z.unknown(), { kind, changes }),
};
