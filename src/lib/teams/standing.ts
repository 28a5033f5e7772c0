import type { OrganisationActor } from '#shared/permissions/index.ts';
import type { Organisation, Team } from '#lib/api/shapes.ts';

/** What a person is to a team, as the permission table asks it. */
export function standingIn(
  team: Pick<Team, 'members'>,
  organisation: Organisation | undefined,
  accountId: string | undefined,
): OrganisationActor {
  const place = team.members.find(({ id }) => id === accountId);
  return {
    role: organisation?.role ?? null,
    inTeam: place !== undefined,
    observer: place?.observer ?? false,
  };
}
