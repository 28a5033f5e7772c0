/** Setting up retrospectives: at once, as a draft, again and again; a team's defaults and templates. */
import { z } from 'zod';
import { columnsSchema, optionsSchema, type Column, type Options } from '#shared/meeting/retro/options.ts';
import {
  draftFields,
  repeatSchema,
  settingsFields,
  startingPointSchema,
  type Setup as SharedSetup,
} from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { Rule } from '#shared/schedule/rule.ts';
import { ask, field, nothing } from './ask.ts';

const kind = 'retro';
const made = z.object({ id: z.string(), url: z.string() });

/** What one sets up. */
export type Setup = SharedSetup<Options>;

const start = startingPointSchema(optionsSchema);
/** Somebody who can be asked to take part. */
export type Invitable = z.infer<typeof start>['invitable'][number];

const draft = z.object(draftFields(optionsSchema));
/** What is prepared; each save makes a new version. */
export type Draft = Setup & { readonly version: number };

const ownTemplate = z.object({ id: z.string(), name: z.string(), columns: columnsSchema });
/** A template of the team's own. */
export type OwnTemplate = z.infer<typeof ownTemplate>;

const settings = z.object(settingsFields(optionsSchema));

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
    field(ask('GET', `/teams/${teamId}/repeats`, z.object({ repeats: z.array(repeatSchema) })), 'repeats'),
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
    ask('PATCH', `/teams/${teamId}/settings`, settings, { kind, changes }),
};
