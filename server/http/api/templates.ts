import { z } from 'zod';
import { columnsSchema } from '#shared/meeting/retro/options.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, nameField } from '../fields.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';

const template = z.object({ id: idField, name: z.string(), columns: columnsSchema });

/** The templates that a team made for its retrospectives. A meeting that was made from one keeps its own columns. */
export function templateRoutes(deps: ApiDeps): Route[] {
  const { templates } = deps.meetings;

  async function requireEditor(id: Id, accountId: Id): Promise<void> {
    const found = await templates.get(id);
    if (!found) throw new Refusal('not-found');
    await teamFor(deps.teams, found.teamId, accountId, 'template.edit');
  }

  return [
    route({
      method: 'get',
      path: '/api/teams/:id/templates',
      auth: person,
      summary: "The team's own templates.",
      takes: z.object(oneId),
      response: z.strictObject({ templates: z.array(template) }),
      async handler({ caller, params }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'template.read');
        const own = await templates.ofTeam(params.id);
        return { templates: own.map((one) => ({ ...one, columns: [...one.columns] })) };
      },
    }),
    route({
      method: 'post',
      path: '/api/teams/:id/templates',
      auth: person,
      summary: 'Save columns as a template of the team.',
      status: 201,
      takes: z.object({ ...oneId, body: z.strictObject({ name: nameField, columns: columnsSchema }) }),
      response: z.strictObject({ id: idField }),
      async handler({ caller, params, body }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'template.edit');
        return { id: await templates.create(params.id, body) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/templates/:id',
      auth: person,
      summary: 'Change a template of a team. Meetings that were made from it stay as they are.',
      status: 204,
      takes: z.object({
        ...oneId,
        body: z.strictObject({ name: nameField.optional(), columns: columnsSchema.optional() }),
      }),
      response: nothing,
      async handler({ caller, params, body }) {
        await requireEditor(params.id, caller.accountId);
        await templates.change(params.id, body);
      },
    }),
    route({
      method: 'delete',
      path: '/api/templates/:id',
      auth: person,
      summary: 'Delete a template of a team. Meetings that were made from it stay as they are.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        await requireEditor(params.id, caller.accountId);
        await templates.remove(params.id);
      },
    }),
  ];
}
