/** What the caller is to a team or an organisation, and whether that is enough. */
import { can, type OrganisationRole, type OrganisationVerb } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { Organisations, Standing, Teams } from './ports.ts';

/** The team, if the caller may do that to it. Who may not even know of it learns nothing. */
export async function teamFor(
  teams: Teams,
  teamId: Id,
  accountId: Id,
  verb: OrganisationVerb,
): Promise<Standing> {
  const standing = await teams.standing(teamId, accountId);
  if (!standing || !can(standing.actor, 'team.read')) throw new Refusal('not-found');
  if (!can(standing.actor, verb)) throw new Refusal('not-allowed');
  return standing;
}

/** What the caller is to an organisation, if they may do that to it. Strangers learn nothing. */
export async function organisationFor(
  organisations: Organisations,
  id: Id,
  accountId: Id,
  verb: OrganisationVerb,
): Promise<{ organisation: { id: Id; name: string }; role: OrganisationRole }> {
  const [organisation, role] = await Promise.all([
    organisations.get(id),
    organisations.roleOf(id, accountId),
  ]);
  if (!organisation || role === null) throw new Refusal('not-found');
  if (!can({ role, inTeam: false, observer: false }, verb)) throw new Refusal('not-allowed');
  return { organisation, role };
}
