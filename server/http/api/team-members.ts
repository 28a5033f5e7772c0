import { z } from 'zod';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField } from '../fields.ts';
import { personOf } from '../identity.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';

const params = z.strictObject({ id: idField, accountId: idField });

/** Who is in a team, and whether as an observer. */
export function teamMemberRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/teams/:id/members',
      auth: person,
      summary: 'Put a member of the organisation into the team.',
      status: 204,
      takes: z.object({ ...oneId, body: z.strictObject({ accountId: idField }) }),
      response: nothing,
      async handler({ caller, params, body: { accountId } }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'team.member.update');
        await deps.teams.place(params.id, accountId);
        await deps.changes.tell([personOf(accountId)]);
      },
    }),
    route({
      method: 'patch',
      path: '/api/teams/:id/members/:accountId',
      auth: person,
      summary: 'Make a member of the team an observer, or an observer a member.',
      status: 204,
      takes: z.object({ params, body: z.strictObject({ observer: z.boolean() }) }),
      response: nothing,
      async handler({ caller, params, body: { observer } }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'team.member.update');
        await deps.teams.setObserver(params.id, params.accountId, observer);
        await deps.changes.tell([personOf(params.accountId)]);
      },
    }),
    route({
      method: 'delete',
      path: '/api/teams/:id/members/:accountId',
      auth: person,
      summary: 'Take somebody out of a team, or leave it oneself.',
      status: 204,
      takes: z.object({ params }),
      response: nothing,
      async handler({ caller, params }) {
        const verb = params.accountId === caller.accountId ? 'team.read' : 'team.member.update';
        await teamFor(deps.teams, params.id, caller.accountId, verb);
        await deps.teams.removeMember(params.id, params.accountId);
        await deps.changes.tell([personOf(params.accountId)]);
      },
    }),
  ];
}
