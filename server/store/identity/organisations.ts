/** Organisations and who is in them. What changes a right raises epochs by the database's own triggers. */
import { randomUUID } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { OrganisationRole } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { IdentityParts } from './parts.ts';
import { AccountRow, InviteRow, MembershipRow, OrganisationRow, TeamMemberRow, TeamRow } from './models.ts';
import type { NamedPerson } from './names.ts';

export class Organisations {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async create(name: string, teamName: string, founder: Id): Promise<{ id: Id; teamId: Id }> {
    const { keys, names, sequelize } = this.#parts;
    const keySlot = await keys.create();
    const id = randomUUID();
    const teamId = randomUUID();
    await sequelize.transaction(async (transaction) => {
      const sealed = names.sealOrganisation(id, keySlot, name);
      await OrganisationRow.create({ id, keySlot, name: sealed }, { transaction });
      await MembershipRow.create(
        { organisationId: id, accountId: founder, role: 'administrator' },
        { transaction },
      );
      const teamSealed = names.sealTeam(teamId, keySlot, teamName);
      await TeamRow.create({ id: teamId, organisationId: id, name: teamSealed }, { transaction });
      await TeamMemberRow.create({ teamId, accountId: founder }, { transaction });
    });
    return { id, teamId };
  }

  async get(id: Id): Promise<{ id: Id; name: string } | null> {
    const row = await OrganisationRow.findByPk(id);
    return row && { id, name: this.#parts.names.organisation(row) };
  }

  /** All of them, for an operator: ids and sizes, no names of anybody. */
  async list(): Promise<{ id: Id; createdAt: Date; members: number; teams: number }[]> {
    const rows = await OrganisationRow.findAll({ order: ['createdAt'] });
    return Promise.all(
      rows.map(async ({ id, createdAt }) => ({
        id,
        createdAt,
        members: await MembershipRow.count({ where: { organisationId: id } }),
        teams: await TeamRow.count({ where: { organisationId: id } }),
      })),
    );
  }

  async rename(id: Id, name: string): Promise<void> {
    const row = await OrganisationRow.findByPk(id);
    if (!row) throw new Refusal('not-found');
    await row.update({ name: this.#parts.names.sealOrganisation(id, row.keySlot, name) });
  }

  async roleOf(id: Id, accountId: Id): Promise<OrganisationRole | null> {
    const row = await MembershipRow.findOne({ where: { organisationId: id, accountId } });
    return row?.role ?? null;
  }

  async members(id: Id): Promise<(NamedPerson & { role: OrganisationRole })[]> {
    const memberships = await MembershipRow.findAll({ where: { organisationId: id }, order: ['createdAt'] });
    const accounts = await AccountRow.findAll({ where: { id: memberships.map((row) => row.accountId) } });
    return memberships.flatMap(({ accountId, role }) => {
      const account = accounts.find((row) => row.id === accountId);
      return account ? [{ ...this.#parts.names.person(account), role }] : [];
    });
  }

  /** Makes somebody a member. A role held already stays. */
  async addMember(id: Id, accountId: Id, role: OrganisationRole, transaction?: Transaction): Promise<void> {
    await this.#parts.sequelize.query(
      'insert into memberships (organisation_id, account_id, role) values ($1, $2, $3) on conflict do nothing',
      { bind: [id, accountId, role], ...(transaction ? { transaction } : {}) },
    );
  }

  async changeRole(id: Id, accountId: Id, role: OrganisationRole): Promise<void> {
    await this.#parts.sequelize.transaction(async (transaction) => {
      const membership = await this.#lockedMembership(id, accountId, transaction);
      if (membership.role === role) return;
      if (membership.role === 'administrator') await this.#requireAnother(id, transaction);
      await membership.update({ role }, { transaction });
      await this.#endInvitesAbove(role, id, accountId, transaction);
    });
  }

  async removeMember(id: Id, accountId: Id): Promise<void> {
    await this.#parts.sequelize.transaction(async (transaction) => {
      const membership = await this.#lockedMembership(id, accountId, transaction);
      if (membership.role === 'administrator') await this.#requireAnother(id, transaction);
      const teams = await TeamRow.findAll({ where: { organisationId: id }, transaction });
      await TeamMemberRow.destroy({
        where: { accountId, teamId: teams.map((team) => team.id) },
        transaction,
      });
      // What they invited others with goes with them.
      await InviteRow.destroy({ where: { organisationId: id, createdBy: accountId }, transaction });
      await membership.destroy({ transaction });
    });
  }

  /** Invites that somebody made and could not make any more in their new role. */
  async #endInvitesAbove(
    role: OrganisationRole,
    id: Id,
    accountId: Id,
    transaction: Transaction,
  ): Promise<void> {
    if (role === 'administrator') return;
    const made = { organisationId: id, createdBy: accountId };
    const where = role === 'member' ? made : { ...made, role: { [Op.ne]: 'member' as const } };
    await InviteRow.destroy({ where, transaction });
  }

  /** The organisation's row is locked, so that two Administrators can't demote each other at once. */
  async #lockedMembership(id: Id, accountId: Id, transaction: Transaction): Promise<MembershipRow> {
    await OrganisationRow.findByPk(id, { transaction, lock: transaction.LOCK.UPDATE });
    const membership = await MembershipRow.findOne({ where: { organisationId: id, accountId }, transaction });
    if (!membership) throw new Refusal('not-found');
    return membership;
  }

  async #requireAnother(id: Id, transaction: Transaction): Promise<void> {
    const where = { organisationId: id, role: 'administrator' as const };
    if ((await MembershipRow.count({ where, transaction })) < 2) throw new Refusal('last-administrator');
  }
}
