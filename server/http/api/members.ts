import { z } from 'zod';
import { organisationFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, roleField } from '../fields.ts';
import { personOf } from '../identity.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';

const params = z.strictObject({ id: idField, accountId: idField });

/** Who is in an organisation, and as what. */
export function memberRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/organisations/:id/members',
      auth: person,
      summary: 'The members of an organisation of mine.',
      takes: z.object(oneId),
      response: z.strictObject({
        members: z.array(
          z.strictObject({ id: idField, name: z.string(), email: z.string(), role: roleField }),
        ),
      }),
      async handler({ caller, params }) {
        await organisationFor(deps.organisations, params.id, caller.accountId, 'member.list');
        return { members: await deps.organisations.members(params.id) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/organisations/:id/members/:accountId',
      auth: person,
      summary: 'Change the role of a member. The last Administrator stays one.',
      status: 204,
      takes: z.object({ params, body: z.strictObject({ role: roleField }) }),
      response: nothing,
      async handler({ caller, params, body: { role } }) {
        await organisationFor(deps.organisations, params.id, caller.accountId, 'member.update');
        await deps.organisations.changeRole(params.id, params.accountId, role);
        await deps.changes.tell([personOf(params.accountId)]);
      },
    }),
    route({
      method: 'delete',
      path: '/api/organisations/:id/members/:accountId',
      auth: person,
      summary: 'Remove a member from the organisation and its teams, or leave it oneself.',
      status: 204,
      takes: z.object({ params }),
      response: nothing,
      async handler({ caller, params }) {
        const leaves = params.accountId === caller.accountId;
        const verb = leaves ? 'organisation.read' : 'member.remove';
        await organisationFor(deps.organisations, params.id, caller.accountId, verb);
        await deps.organisations.removeMember(params.id, params.accountId);
        await deps.changes.tell([personOf(params.accountId)]);
      },
    }),
  ];
}
