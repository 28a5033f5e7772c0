import { z } from 'zod';
import { can } from '#shared/permissions/index.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant, roleField, tokenField } from '../fields.ts';
import { personOf } from '../identity.ts';
import { anybody, nothing, oneId, person, route, type Route } from '../route.ts';

const dayMs = 86_400_000;
const days = z.number().int().min(1).max(90).default(14);
const invite = z.object({ id: idField, role: roleField, createdAt: instant, expiresAt: instant });
const byToken = z.object({ body: z.strictObject({ token: tokenField }) });

/** Invites by link: made and revoked by those who run the team, followed by anybody. */
export function inviteRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/teams/:id/invites',
      auth: person,
      summary: 'Make an invite link to the team. The link is shown this once.',
      status: 201,
      takes: z.object({ ...oneId, body: z.strictObject({ role: roleField.default('member'), days }) }),
      response: z.strictObject({ id: idField, url: z.string(), expiresAt: instant }),
      async handler({ caller, params, body }) {
        const { actor } = await teamFor(deps.teams, params.id, caller.accountId, 'invite.create');
        // Nobody invites others to rights that they couldn't give by hand.
        if (body.role !== 'member' && !can(actor, 'member.update')) throw new Refusal('not-allowed');
        const now = deps.now();
        const expiresAt = new Date(now.getTime() + body.days * dayMs);
        const made = await deps.invites.create({
          teamId: params.id,
          createdBy: caller.accountId,
          role: body.role,
          expiresAt,
          now,
        });
        return { id: made.invite.id, url: `${deps.settings.origin}/invite#${made.token}`, expiresAt };
      },
    }),
    route({
      method: 'get',
      path: '/api/teams/:id/invites',
      auth: person,
      summary: 'The invites of a team that still work.',
      takes: z.object(oneId),
      response: z.strictObject({ invites: z.array(invite) }),
      async handler({ caller, params }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'invite.create');
        return { invites: await deps.invites.ofTeam(params.id, deps.now()) };
      },
    }),
    route({
      method: 'delete',
      path: '/api/invites/:id',
      auth: person,
      summary: 'Revoke an invite.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        const found = await deps.invites.get(params.id);
        if (!found) throw new Refusal('not-found');
        await teamFor(deps.teams, found.teamId, caller.accountId, 'invite.revoke');
        await deps.invites.revoke(params.id);
      },
    }),
    route({
      method: 'post',
      path: '/api/invites/preview',
      auth: anybody,
      summary: 'What an invite leads to.',
      takes: byToken,
      response: z.object({
        organisationName: z.string(),
        teamName: z.string(),
        role: roleField,
        expiresAt: instant,
      }),
      async handler({ body: { token } }) {
        return (await deps.invites.open(token, deps.now())) ?? expired();
      },
    }),
    route({
      method: 'post',
      path: '/api/invites/accept',
      auth: person,
      summary: 'Follow an invite into its organisation and team.',
      takes: byToken,
      response: z.object({ organisationId: idField, teamId: idField }),
      async handler({ caller, body: { token } }) {
        const accepted = (await deps.invites.accept(token, caller.accountId, deps.now())) ?? expired();
        await deps.changes.tell([personOf(caller.accountId)]);
        return accepted;
      },
    }),
  ];
}

function expired(): never {
  throw new Refusal('invite-expired');
}
