import { z } from 'zod';
import { can, type OrganisationRole } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant, roleField, tokenField } from '../fields.ts';
import { personOf } from '../identity.ts';
import type { Standing } from '../ports.ts';
import { anybody, nothing, oneId, person, route, type Route } from '../route.ts';

const dayMs = 86_400_000;
/** When an invite made now ends. */
export const endOf = (now: Date, days: number) => new Date(now.getTime() + days * dayMs);
/** How long an invite works. */
export const daysField = z.number().int().min(1).max(90).default(14);
/** An invite as those who run the team see it. */
export const inviteShape = z.object({
  id: idField,
  role: roleField,
  createdAt: instant,
  expiresAt: instant,
  email: z.string().nullable(),
  sentAt: instant.nullable(),
});
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
      takes: z.object({
        ...oneId,
        body: z.strictObject({ role: roleField.default('member'), days: daysField }),
      }),
      response: z.strictObject({ id: idField, url: z.string(), expiresAt: instant }),
      async handler({ caller, params, body }) {
        await inviter(deps, params.id, caller.accountId, body.role);
        const now = deps.now();
        const expiresAt = endOf(now, body.days);
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
      response: z.strictObject({ invites: z.array(inviteShape) }),
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
      async handler({ caller, body: { token } }) {
        const accountId = caller.kind === 'person' ? caller.accountId : null;
        return (await deps.invites.open(token, accountId, deps.now())) ?? expired();
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

/** The team, if the caller may invite to it in that role: nobody invites others to rights that they couldn't give by hand. */
export async function inviter(
  deps: ApiDeps,
  teamId: Id,
  accountId: Id,
  role: OrganisationRole,
): Promise<Standing['team']> {
  const { team, actor } = await teamFor(deps.teams, teamId, accountId, 'invite.create');
  if (role !== 'member' && !can(actor, 'member.update')) throw new Refusal('not-allowed');
  return team;
}

function expired(): never {
  throw new Refusal('invite-expired');
}
