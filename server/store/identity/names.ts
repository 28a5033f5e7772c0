/** Opens and seals the names that organisations, teams and tokens lie under. */
import type { Preferences } from '#shared/people/preferences.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import { openText, sealText } from '../sealed.ts';
import { openProfile } from '../profile.ts';
import type { AccountRow, InviteRow, OrganisationRow, TeamRow } from './models.ts';

const organisationContext = (id: Id) => `organisation/${id}/name`;
/** The associated data of a team's name. */
export const teamContext = (id: Id) => `team/${id}/name`;
const inviteContext = (teamId: Id) => `team/${teamId}/invite/email`;

export interface NamedPerson {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
}

/** An account as its owner sees it. */
export interface OwnAccount extends NamedPerson {
  readonly preferences: Preferences;
}

export interface Names {
  person(row: AccountRow): NamedPerson;
  own(row: AccountRow): OwnAccount;
  organisation(row: OrganisationRow): string;
  team(row: TeamRow, organisation: OrganisationRow): string;
  sealOrganisation(id: Id, keySlot: number, name: string): Buffer;
  /** Teams lie under their organisation's key. */
  sealTeam(id: Id, keySlot: number, name: string): Buffer;
  /** Whom an invite was mailed to; null for a link. */
  invited(row: InviteRow, organisation: OrganisationRow): string | null;
  sealInvited(teamId: Id, keySlot: number, email: string): Buffer;
}

export function namesUnder(keys: KeyStore): Names {
  const own = (row: AccountRow): OwnAccount => ({
    id: row.id,
    ...openProfile(keys.cipher(row.keySlot), row.id, row.profile),
  });
  return {
    own,
    person(row) {
      const { id, name, email } = own(row);
      return { id, name, email };
    },
    organisation: (row) => openText(keys.cipher(row.keySlot), organisationContext(row.id), row.name),
    team: (row, organisation) => openText(keys.cipher(organisation.keySlot), teamContext(row.id), row.name),
    sealOrganisation: (id, keySlot, name) => sealText(keys.cipher(keySlot), organisationContext(id), name),
    sealTeam: (id, keySlot, name) => sealText(keys.cipher(keySlot), teamContext(id), name),
    invited: (row, organisation) =>
      row.email && openText(keys.cipher(organisation.keySlot), inviteContext(row.teamId), row.email),
    sealInvited: (teamId, keySlot, email) => sealText(keys.cipher(keySlot), inviteContext(teamId), email),
  };
}
