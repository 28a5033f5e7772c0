import { z } from 'zod';
import { draftFields, type Setup } from '#shared/meeting/setup.ts';
import { can, type OrganisationVerb } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField } from '../fields.ts';
import type { MeetingRecord } from '../ports.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';
import { isKnownTo } from './meetings.ts';
import { completeSetup, kindOf, newSetupFields, perKind, requireTeam, stillInTeam } from './setup-shapes.ts';

const made = z.strictObject({ id: idField, url: z.string() });

/** The meeting, for somebody of its team who may know of it and do that to it. Others learn nothing. */
async function meetingFor(
  deps: ApiDeps,
  id: Id,
  accountId: Id,
  verb: OrganisationVerb,
): Promise<MeetingRecord> {
  const meeting = await deps.meetings.meeting(id);
  const standing = meeting && (await deps.teams.standing(meeting.teamId, accountId));
  if (!standing || !can(standing.actor, 'meeting.read') || !isKnownTo(meeting, accountId))
    throw new Refusal('not-found');
  if (!can(standing.actor, verb)) throw new Refusal('not-allowed');
  return meeting;
}

/** Preparing meetings, and starting them. */
export function draftRoutes(deps: ApiDeps): Route[] {
  const { drafts, choices } = deps.meetings;
  const answer = (id: Id) => ({ id, url: `${deps.settings.origin}/meetings/${id}` });
  const body = perKind(deps, newSetupFields);

  async function create(
    teamId: Id,
    accountId: Id,
    { kind: name, ...given }: Omit<Setup, 'options'> & { kind: string; options?: unknown },
  ): Promise<Id> {
    const kind = kindOf(deps, name);
    const setup = await completeSetup(deps, teamId, kind, given);
    const id = await drafts.create({ teamId, kind: name, setup, accountId });
    await choices.remember(teamId, name, setup);
    return id;
  }

  return [
    route({
      method: 'post',
      path: '/api/teams/:id/meetings',
      auth: person,
      summary:
        'Start a meeting of a team and invite to it. Without `options` the defaults of the team are taken, without `invited` everybody.',
      status: 201,
      takes: z.object({ ...oneId, body }),
      response: made,
      async handler({ caller, params, body }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.create');
        const id = await create(params.id, caller.accountId, body);
        await deps.rooms.start(id, { accountId: caller.accountId, here: true });
        return answer(id);
      },
    }),
    route({
      method: 'post',
      path: '/api/teams/:id/drafts',
      auth: person,
      summary: 'Save a meeting as a draft. Nobody is told; those who are invited may prepare it too.',
      status: 201,
      takes: z.object({ ...oneId, body }),
      response: made,
      async handler({ caller, params, body }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.create');
        return answer(await create(params.id, caller.accountId, body));
      },
    }),
    route({
      method: 'get',
      path: '/api/meetings/:id/setup',
      auth: person,
      summary: 'How a draft is set up, for those who are in it.',
      takes: z.object(oneId),
      response: perKind(deps, ({ options }) => draftFields(options)),
      async handler({ caller, params }) {
        const { teamId } = await meetingFor(deps, params.id, caller.accountId, 'meeting.read');
        const draft = await drafts.get(params.id);
        if (!draft) throw new Refusal('not-found', 'it has started');
        const { kind, setup, version } = draft;
        return { kind, ...setup, invited: await stillInTeam(deps, teamId, setup.invited), version };
      },
    }),
    route({
      method: 'put',
      path: '/api/meetings/:id/setup',
      auth: person,
      summary:
        'Change how a draft is set up. `version` is the one that was seen: if it is not the present one, nothing is changed.',
      takes: z.object({ ...oneId, body: perKind(deps, ({ options }) => draftFields(options)) }),
      response: z.strictObject({ version: z.number() }),
      async handler({ caller, params, body: { kind, version, ...setup } }) {
        const meeting = await meetingFor(deps, params.id, caller.accountId, 'meeting.prepare');
        if (kind !== meeting.kind) throw new Refusal('bad-request', 'kind: stays as it is');
        await requireTeam(deps, meeting.teamId, setup.invited);
        return { version: await drafts.change(params.id, setup, version) };
      },
    }),
    route({
      method: 'post',
      path: '/api/meetings/:id/start',
      auth: person,
      summary: 'Start a draft, facilitate it and invite to it. Started already, it is answered the same.',
      takes: z.object(oneId),
      response: made,
      async handler({ caller, params }) {
        const meeting = await meetingFor(deps, params.id, caller.accountId, 'meeting.prepare');
        const draft = await drafts.get(params.id);
        await deps.rooms.start(params.id, { accountId: caller.accountId, here: true });
        if (draft) await choices.remember(meeting.teamId, draft.kind, draft.setup);
        return answer(params.id);
      },
    }),
    route({
      method: 'delete',
      path: '/api/meetings/:id',
      auth: person,
      summary: 'Delete a draft. A meeting that has started stays.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        await meetingFor(deps, params.id, caller.accountId, 'meeting.prepare');
        await drafts.remove(params.id);
      },
    }),
  ];
}
