/** Opens and seals the names that organisations, teams and tokens lie under. */
import type { Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import { openText, sealText } from '../sealed.ts';
import { openProfile } from '../profile.ts';
import type { AccountRow, OrganisationRow, TeamRow } from './models.ts';

const organisationContext = (id: Id) => `organisation/${id}/name`;
const teamContext = (id: Id) => `team/${id}/name`;

export interface NamedPerson {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
}

export interface Names {
  person(row: AccountRow): NamedPerson;
  organisation(row: OrganisationRow): string;
  team(row: TeamRow, organisation: OrganisationRow): string;
  sealOrganisation(id: Id, keySlot: number, name: string): Buffer;
  /** Teams lie under their organisation's key. */
  sealTeam(id: Id, keySlot: number, name: string): Buffer;
}

export function namesUnder(keys: KeyStore): Names {
  return {
    person(row) {
      const { name, email } = openProfile(keys.cipher(row.keySlot), row.id, row.profile);
      return { id: row.id, name, email };
    },
    organisation: (row) => openText(keys.cipher(row.keySlot), organisationContext(row.id), row.name),
    team: (row, organisation) => openText(keys.cipher(organisation.keySlot), teamContext(row.id), row.name),
    sealOrganisation: (id, keySlot, name) => sealText(keys.cipher(keySlot), organisationContext(id), name),
    sealTeam: (id, keySlot, name) => sealText(keys.cipher(keySlot), teamContext(id), name),
  };
}
