import { z } from 'zod';
import { ruleSchema } from '#shared/schedule/rule.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant } from '../fields.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';
import { completeSetup, kindOf, newSetupFields, perKind } from './setup-shapes.ts';

const repeat = z.object({ id: idField, title: z.string(), rule: ruleSchema, next: instant });

/** Meetings that start by themselves, again and again. */
export function repeatRoutes(deps: ApiDeps): Route[] {
  const { repeats, choices } = deps.meetings;
  return [
    route({
      method: 'post',
      path: '/api/teams/:id/repeats',
      auth: person,
      summary: 'Start a meeting again and again, at a time of day in a time zone, and invite to each.',
      status: 201,
      takes: z.object({
        ...oneId,
        body: perKind(deps, (kind) => ({ ...newSetupFields(kind), rule: ruleSchema })),
      }),
      response: z.strictObject({ id: idField, next: instant }),
      async handler({ caller, params, body: { kind, rule, ...given } }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.create');
        const setup = await completeSetup(deps, params.id, kindOf(deps, kind), given);
        const made = { teamId: params.id, kind, setup, rule, accountId: caller.accountId };
        const answer = await repeats.create(made);
        await choices.remember(params.id, kind, setup);
        return answer;
      },
    }),
    route({
      method: 'get',
      path: '/api/teams/:id/repeats',
      auth: person,
      summary: 'The meetings of a team that start by themselves, the soonest first.',
      takes: z.object(oneId),
      response: z.strictObject({ repeats: z.array(repeat) }),
      async handler({ caller, params }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.read');
        return { repeats: await repeats.ofTeam(params.id) };
      },
    }),
    route({
      method: 'delete',
      path: '/api/repeats/:id',
      auth: person,
      summary: 'End a repeat. Meetings that it has started stay.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        const teamId = await repeats.teamOf(params.id);
        if (teamId === null) throw new Refusal('not-found');
        await teamFor(deps.teams, teamId, caller.accountId, 'meeting.create');
        await repeats.remove(params.id);
      },
    }),
  ];
}
