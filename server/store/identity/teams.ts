/** Teams and who is in them. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'sequelize';
import type { OrganisationActor, OrganisationRole } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { IdentityParts } from './parts.ts';
import { AccountRow, MembershipRow, OrganisationRow, TeamMemberRow, TeamRow } from './models.ts';
import type { NamedPerson } from './names.ts';

interface Team {
  readonly id: Id;
  readonly organisationId: Id;
  readonly name: string;
}

export class Teams {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async create(organisationId: Id, name: string, member: Id | null): Promise<Team> {
    const organisation = await OrganisationRow.findByPk(organisationId);
    if (!organisation) throw new Refusal('not-found');
    const id = randomUUID();
    const sealed = this.#parts.names.sealTeam(id, organisation.keySlot, name);
    await this.#parts.sequelize.transaction(async (transaction) => {
      await TeamRow.create({ id, organisationId, name: sealed }, { transaction });
      if (member) await TeamMemberRow.create({ teamId: id, accountId: member }, { transaction });
    });
    return { id, organisationId, name };
  }

  async get(id: Id): Promise<Team | null> {
    const row = await TeamRow.findByPk(id);
    const organisation = row && (await OrganisationRow.findByPk(row.organisationId));
    if (!row || !organisation) return null;
    return { id, organisationId: row.organisationId, name: this.#parts.names.team(row, organisation) };
  }

  async standing(id: Id, accountId: Id): Promise<{ team: Team; actor: OrganisationActor } | null> {
    const team = await this.get(id);
    if (!team) return null;
    const [membership, place] = await Promise.all([
      MembershipRow.findOne({ where: { organisationId: team.organisationId, accountId } }),
      TeamMemberRow.findOne({ where: { teamId: id, accountId } }),
    ]);
    const actor = {
      role: membership?.role ?? null,
      inTeam: place !== null,
      observer: place?.observer ?? false,
    };
    return { team, actor };
  }

  async ofOrganisation(organisationId: Id): Promise<Team[]> {
    const organisation = await OrganisationRow.findByPk(organisationId);
    if (!organisation) return [];
    const rows = await TeamRow.findAll({ where: { organisationId }, order: ['createdAt'] });
    return rows.map((row) => ({
      id: row.id,
      organisationId,
      name: this.#parts.names.team(row, organisation),
    }));
  }

  async members(id: Id): Promise<(NamedPerson & { role: OrganisationRole; observer: boolean })[]> {
    const team = await TeamRow.findByPk(id);
    const places = await TeamMemberRow.findAll({ where: { teamId: id }, order: ['createdAt'] });
    const accountId = places.map((place) => place.accountId);
    if (!team) return [];
    const accounts = await AccountRow.findAll({ where: { id: accountId } });
    const memberships = await MembershipRow.findAll({
      where: { organisationId: team.organisationId, accountId },
    });
    return places.flatMap((place) => {
      const account = accounts.find((row) => row.id === place.accountId);
      const membership = memberships.find((row) => row.accountId === place.accountId);
      if (!account || !membership) return [];
      return [{ ...this.#parts.names.person(account), role: membership.role, observer: place.observer }];
    });
  }

  async rename(id: Id, name: string): Promise<void> {
    const row = await TeamRow.findByPk(id);
    const organisation = row && (await OrganisationRow.findByPk(row.organisationId));
    if (!row || !organisation) throw new Refusal('not-found');
    await row.update({ name: this.#parts.names.sealTeam(id, organisation.keySlot, name) });
  }

  /** Puts somebody into the team. A place held already stays as it is. */
  async addMember(id: Id, accountId: Id, observer: boolean, transaction?: Transaction): Promise<void> {
    await this.#parts.sequelize.query(
      'insert into team_members (team_id, account_id, observer) values ($1, $2, $3) on conflict do nothing',
      { bind: [id, accountId, observer], ...(transaction ? { transaction } : {}) },
    );
  }

  /** Puts a member of the organisation into the team. A place held already stays as it is. */
  async place(id: Id, accountId: Id): Promise<void> {
    const standing = await this.standing(id, accountId);
    if (!standing?.actor.role) throw new Refusal('not-found');
    await this.addMember(id, accountId, false);
  }

  async setObserver(id: Id, accountId: Id, observer: boolean): Promise<void> {
    const [changed] = await TeamMemberRow.update({ observer }, { where: { teamId: id, accountId } });
    if (changed === 0) throw new Refusal('not-found');
  }

  async removeMember(id: Id, accountId: Id): Promise<void> {
    const removed = await TeamMemberRow.destroy({ where: { teamId: id, accountId } });
    if (removed === 0) throw new Refusal('not-found');
  }
}
