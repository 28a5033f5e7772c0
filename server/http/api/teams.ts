import { z } from 'zod';
import { can } from '#shared/permissions/index.ts';
import { organisationFor, teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, nameField, roleField } from '../fields.ts';
import { oneId, person, route, type Route } from '../route.ts';
import { meetingShape, shownMeeting } from './meetings.ts';

const team = z.object({ id: idField, organisationId: idField, name: z.string() });
const member = z.strictObject({
  id: idField,
  name: z.string(),
  email: z.string(),
  role: roleField,
  observer: z.boolean(),
});

/** Teams of an organisation. */
export function teamRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/organisations/:id/teams',
      auth: person,
      summary: 'The teams of an organisation that I may see: all for managers, else my own.',
      takes: z.object(oneId),
      response: z.strictObject({ teams: z.array(team) }),
      async handler({ caller, params }) {
        const { role } = await organisationFor(
          deps.organisations,
          params.id,
          caller.accountId,
          'organisation.read',
        );
        const all = await deps.teams.ofOrganisation(params.id);
        const mine = (await deps.people.organisationsOf(caller.accountId)).find(
          ({ id }) => id === params.id,
        )?.teams;
        const visible = all.filter(({ id }) => {
          const inTeam = mine?.some((one) => one.id === id) ?? false;
          return can({ role, inTeam, observer: false }, 'team.read');
        });
        return { teams: visible };
      },
    }),
    route({
      method: 'post',
      path: '/api/organisations/:id/teams',
      auth: person,
      summary: 'Make a team, with me in it.',
      status: 201,
      takes: z.object({ ...oneId, body: z.strictObject({ name: nameField }) }),
      response: team,
      async handler({ caller, params, body: { name } }) {
        await organisationFor(deps.organisations, params.id, caller.accountId, 'team.create');
        return deps.teams.create(params.id, name, caller.accountId);
      },
    }),
    route({
      method: 'get',
      path: '/api/teams/:id',
      auth: person,
      summary: 'A team: who is in it and, for those, its meetings.',
      takes: z.object(oneId),
      response: team.extend({ members: z.array(member), meetings: z.array(meetingShape) }),
      async handler({ caller, params }) {
        const { team, actor } = await teamFor(deps.teams, params.id, caller.accountId, 'team.read');
        const members = await deps.teams.members(team.id);
        const meetings = can(actor, 'meeting.read')
          ? await deps.meetings.meetingsOf(team.id, caller.accountId)
          : [];
        return { ...team, members, meetings: meetings.map(shownMeeting) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/teams/:id',
      auth: person,
      summary: 'Rename a team.',
      takes: z.object({ ...oneId, body: z.strictObject({ name: nameField }) }),
      response: team,
      async handler({ caller, params, body: { name } }) {
        const standing = await teamFor(deps.teams, params.id, caller.accountId, 'team.update');
        await deps.teams.rename(params.id, name);
        return { ...standing.team, name };
      },
    }),
  ];
}
