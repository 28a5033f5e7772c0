import { z } from 'zod';
import type { MeetingKind } from '#shared/meeting/index.ts';
import { changesSchema, settingsFields, startingPointSchema } from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { oneId, person, route, type Route } from '../route.ts';
import { chosenKinds, kindOf, kindQuery, ownOptions, perKind } from './setup-shapes.ts';

/** What a team starts from when it sets up a meeting, and the defaults that it has set for itself. */
export function teamSetupRoutes(deps: ApiDeps): Route[] {
  const { choices } = deps.meetings;
  const query = kindQuery(deps);
  const settings = perKind(deps, ({ options }) => settingsFields(options));

  async function settingsOf(teamId: Id, kind: MeetingKind) {
    const own = await ownOptions(deps, teamId, kind);
    return { kind: kind.name, options: kind.options.parse(own), own: Object.keys(own) };
  }

  return [
    route({
      method: 'get',
      path: '/api/teams/:id/setup',
      auth: person,
      summary:
        "What the team chose last time, or its defaults; and who may be invited. Last time's title is not kept.",
      takes: z.object({ ...oneId, query }),
      response: z.union(chosenKinds(deps).map(({ options }) => startingPointSchema(options))),
      async handler({ caller, params, query }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.create');
        const kind = kindOf(deps, query.kind);
        const [{ options: defaults, own }, last, members] = await Promise.all([
          settingsOf(params.id, kind),
          choices.last(params.id, kind.name),
          deps.teams.members(params.id),
        ]);
        const invitable = members.map(({ id, name, observer }) => ({ id, name, observer }));
        const here = new Set(invitable.map(({ id }) => id));
        // Options that an earlier version stored and this one does not take any more are nobody's choice now.
        const options = kind.options.safeParse(last?.options);
        const setup = {
          title: null,
          goal: '',
          template: last?.template ?? null,
          options: last && options.success ? options.data : defaults,
          invited: last?.invited?.filter((id) => here.has(id)) ?? null,
        };
        return { setup, defaults, own, invitable };
      },
    }),
    route({
      method: 'get',
      path: '/api/teams/:id/settings',
      auth: person,
      summary: "The defaults of a team's meetings, and which of them are its own.",
      takes: z.object({ ...oneId, query }),
      response: settings,
      async handler({ caller, params, query }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'team.read');
        return settingsOf(params.id, kindOf(deps, query.kind));
      },
    }),
    route({
      method: 'patch',
      path: '/api/teams/:id/settings',
      auth: person,
      summary: "Change the defaults of a team's meetings. What is null goes back to the product's.",
      takes: z.object({
        ...oneId,
        body: perKind(deps, ({ teamOptions }) => ({ changes: changesSchema(teamOptions) })),
      }),
      response: settings,
      async handler({ caller, params, body: { kind, changes } }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'team.update');
        await choices.changeOwn(params.id, kind, changes);
        return settingsOf(params.id, kindOf(deps, kind));
      },
    }),
  ];
}
