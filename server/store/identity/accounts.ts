/** People: found by their address without storing it readable. */
import { randomUUID } from 'node:crypto';
import { changedPreferences, type Preferences, type PreferencesChange } from '#shared/people/preferences.ts';
import type { OrganisationRole } from '#shared/permissions/index.ts';
import type { Id } from '#shared/protocol/index.ts';
import { sealProfile } from '../profile.ts';
import type { IdentityParts } from './parts.ts';
import { AccountRow, MembershipRow, OrganisationRow, TeamMemberRow, TeamRow } from './models.ts';
import type { NamedPerson, OwnAccount } from './names.ts';

interface OrganisationOfPerson {
  readonly id: Id;
  readonly name: string;
  readonly role: OrganisationRole;
  readonly teams: { readonly id: Id; readonly name: string; readonly observer: boolean }[];
}

export class Accounts {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async account(id: Id): Promise<OwnAccount | null> {
    const row = await AccountRow.findByPk(id);
    return row && this.#parts.names.own(row);
  }

  /** What a person prefers; null when there is no such account. */
  async preferences(id: Id): Promise<Preferences | null> {
    return (await this.account(id))?.preferences ?? null;
  }

  async accountByEmail(email: string): Promise<NamedPerson | null> {
    const row = await AccountRow.findOne({ where: { emailLookup: this.#parts.emailLookup(email) } });
    return row && this.#parts.names.person(row);
  }

  /** The account of this address, made now if nobody had it. Two who make it at once get the same one. */
  async accountFor(email: string, nameIfNew: string): Promise<NamedPerson> {
    return (
      (await this.accountByEmail(email)) ??
      (await this.create(email, nameIfNew)) ??
      (await this.#found(email))
    );
  }

  /** A new account, or null when the address has one already. */
  async create(email: string, name: string): Promise<NamedPerson | null> {
    const { keys, sequelize, emailLookup } = this.#parts;
    // The key is durable before the first row under it; when the row then isn't written, the key goes again.
    const keySlot = await keys.create();
    const id = randomUUID();
    const profile = sealProfile(keys.cipher(keySlot), id, { name, email });
    const [rows] = await sequelize.query(
      `insert into accounts (id, key_slot, email_lookup, profile) values ($1, $2, $3, $4)
       on conflict (email_lookup) do nothing returning id`,
      { bind: [id, keySlot, emailLookup(email), profile] },
    );
    if (rows.length > 0) return { id, name, email };
    await keys.destroy(keySlot);
    return null;
  }

  async #found(email: string): Promise<NamedPerson> {
    const found = await this.accountByEmail(email);
    if (!found) throw new Error('an account vanished while somebody signed in to it');
    return found;
  }

  /** Changes parts of the profile. The row is held, so that two devices can't undo each other's change. */
  async change(
    accountId: Id,
    change: { name?: string | undefined; preferences?: PreferencesChange | undefined },
  ): Promise<void> {
    await this.#parts.sequelize.transaction(async (transaction) => {
      const row = await AccountRow.findByPk(accountId, { transaction, lock: transaction.LOCK.UPDATE });
      if (!row) return;
      const { email, ...present } = this.#parts.names.own(row);
      const profile = sealProfile(this.#parts.keys.cipher(row.keySlot), row.id, {
        email,
        name: change.name ?? present.name,
        preferences: changedPreferences(present.preferences, change.preferences ?? {}),
      });
      await row.update({ profile }, { transaction });
    });
  }

  async organisationsOf(accountId: Id): Promise<OrganisationOfPerson[]> {
    const { names } = this.#parts;
    const memberships = await MembershipRow.findAll({ where: { accountId }, order: ['createdAt'] });
    const places = new Map(
      (await TeamMemberRow.findAll({ where: { accountId } })).map((row) => [row.teamId, row.observer]),
    );
    const organisationId = memberships.map((row) => row.organisationId);
    const organisations = await OrganisationRow.findAll({ where: { id: organisationId } });
    const teams = await TeamRow.findAll({
      where: { id: [...places.keys()], organisationId },
      order: ['createdAt'],
    });
    return memberships.flatMap(({ organisationId, role }) => {
      const organisation = organisations.find(({ id }) => id === organisationId);
      if (!organisation) return [];
      return [
        {
          id: organisation.id,
          name: names.organisation(organisation),
          role,
          teams: teams
            .filter((team) => team.organisationId === organisation.id)
            .map((team) => ({
              id: team.id,
              name: names.team(team, organisation),
              observer: places.get(team.id) ?? false,
            })),
        },
      ];
    });
  }
}
