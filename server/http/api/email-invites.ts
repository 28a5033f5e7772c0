/** Invites by mail. What is answered never depends on whether an address has an account. */
import { z } from 'zod';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { emailField, roleField } from '../fields.ts';
import { tooMany } from '../limits.ts';
import { inviteMail } from '../mails.ts';
import type { Invite, Team } from '../ports.ts';
import { oneId, person, route, type Exchange, type Route } from '../route.ts';
import { daysField, endOf, inviter, inviteShape } from './invites.ts';
import { accountOf } from './me.ts';

const mostAtOnce = 50;
/** A mail server takes so many at a time. */
const connectionsAtOnce = 10;
const daysAgain = 14;
const emails = z
  .array(emailField)
  .min(1)
  .max(mostAtOnce)
  .transform((given) => [...new Set(given)]);

/** Inviting addresses, and asking them again. */
export function emailInviteRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/teams/:id/invites/email',
      auth: person,
      summary: 'Mail each address a link to the team that works once. Without `sentAt` the mail did not go.',
      status: 201,
      takes: z.object({
        ...oneId,
        body: z.strictObject({ emails, role: roleField.default('member'), days: daysField }),
      }),
      response: z.strictObject({ invites: z.array(inviteShape) }),
      async handler({ caller, params, body: { emails, role, days }, exchange }) {
        const team = await inviter(deps, params.id, caller.accountId, role);
        await checkRate(deps, caller.accountId, team.organisationId, emails, exchange);
        const now = deps.now();
        const expiresAt = endOf(now, days);
        const made = { teamId: team.id, createdBy: caller.accountId, role, expiresAt, now };
        const invites = await deps.invites.createFor(emails, made);
        const send = await sender(deps, caller.accountId, team);
        const sent: Invite[] = [];
        while (sent.length < invites.length) {
          const next = invites.slice(sent.length, sent.length + connectionsAtOnce);
          sent.push(...(await Promise.all(next.map(({ invite, token }) => send(invite, token)))));
        }
        return { invites: sent };
      },
    }),
    route({
      method: 'post',
      path: '/api/invites/:id/resend',
      auth: person,
      summary: 'Mail an invite again, with a new link; the older one ends.',
      takes: z.object(oneId),
      response: inviteShape,
      async handler({ caller, params, exchange }) {
        const found = await deps.invites.get(params.id);
        if (!found) throw new Refusal('not-found');
        const team = await inviter(deps, found.teamId, caller.accountId, found.role);
        if (found.email === null) throw new Refusal('invite-expired');
        await checkRate(deps, caller.accountId, team.organisationId, [found.email], exchange);
        const now = deps.now();
        const renewed = await deps.invites.renew(params.id, endOf(now, daysAgain), now);
        if (!renewed) throw new Refusal('invite-expired');
        const send = await sender(deps, caller.accountId, team);
        return send(renewed.invite, renewed.token);
      },
    }),
  ];
}

/** Throws before anything is made. Nobody else's invites count against an organisation's. */
async function checkRate(
  deps: ApiDeps,
  accountId: Id,
  organisationId: Id,
  emails: readonly string[],
  exchange: Exchange,
): Promise<void> {
  const { invitesByPerson, invitesByOrganisation, invitesToAddressByOrganisation } = deps.limits;
  const waits = [
    await invitesByPerson.take(accountId, emails.length),
    await invitesByOrganisation.take(organisationId, emails.length),
  ];
  for (const email of emails)
    waits.push(await invitesToAddressByOrganisation.take(`${organisationId} ${deps.hashEmail(email)}`));
  tooMany(Math.max(...waits), exchange);
}

/** Sends an invite's mail and answers the invite as it is then: a mail that did not go is shown, to be sent again. */
async function sender(
  deps: ApiDeps,
  accountId: Id,
  team: Team,
): Promise<(invite: Invite, token: string) => Promise<Invite>> {
  const [{ name }, organisation] = await Promise.all([
    accountOf(deps, accountId),
    deps.organisations.get(team.organisationId),
  ]);
  return async (invite, token) => {
    const to = invite.email;
    if (to === null || !organisation) throw new Refusal('not-found');
    if ((await deps.limits.invitesToAddress.take(deps.hashEmail(to))) > 0) return invite;
    const link = `${deps.settings.origin}/invite#${token}`;
    try {
      await deps.mailer.send(
        inviteMail({
          to,
          link,
          inviter: name,
          teamName: team.name,
          organisationName: organisation.name,
          until: invite.expiresAt,
        }),
      );
    } catch (error) {
      deps.log.error({ err: error }, 'an invite was not mailed');
      return invite;
    }
    const sentAt = deps.now();
    await deps.invites.markSent(invite.id, sentAt);
    return { ...invite, sentAt };
  };
}
