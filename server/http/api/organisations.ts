import { z } from 'zod';
import { organisationFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, nameField, roleField } from '../fields.ts';
import { oneId, person, route, type Route } from '../route.ts';

const organisation = z.strictObject({ id: idField, name: z.string(), role: roleField });

/** Organisations themselves. */
export function organisationRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/organisations',
      auth: person,
      summary: 'Start an organisation with its first team. Whoever starts it is its Administrator.',
      status: 201,
      takes: z.object({ body: z.strictObject({ name: nameField, teamName: nameField }) }),
      response: z.strictObject({ id: idField, teamId: idField }),
      handler: ({ caller, body }) => deps.organisations.create(body.name, body.teamName, caller.accountId),
    }),
    route({
      method: 'get',
      path: '/api/organisations/:id',
      auth: person,
      summary: 'An organisation of mine.',
      takes: z.object(oneId),
      response: organisation,
      async handler({ caller, params }) {
        const found = await organisationFor(
          deps.organisations,
          params.id,
          caller.accountId,
          'organisation.read',
        );
        return { ...found.organisation, role: found.role };
      },
    }),
    route({
      method: 'patch',
      path: '/api/organisations/:id',
      auth: person,
      summary: 'Rename an organisation.',
      takes: z.object({ ...oneId, body: z.strictObject({ name: nameField }) }),
      response: organisation,
      async handler({ caller, params, body: { name } }) {
        const { role } = await organisationFor(
          deps.organisations,
          params.id,
          caller.accountId,
          'organisation.update',
        );
        await deps.organisations.rename(params.id, name);
        return { id: params.id, name, role };
      },
    }),
  ];
}
