/** Invites by link: many may come in by one until it expires or is revoked. */
import { randomUUID } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { OrganisationRole } from '#shared/permissions/index.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { IdentityParts } from './parts.ts';
import { InviteRow, OrganisationRow, TeamRow } from './models.ts';
import type { Organisations } from './organisations.ts';
import { hashOf, newSecret } from './secret.ts';
import type { Teams } from './teams.ts';

interface Invite {
  readonly id: Id;
  readonly teamId: Id;
  readonly role: OrganisationRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

interface OpenedInvite extends Invite {
  readonly organisationId: Id;
  readonly organisationName: string;
  readonly teamName: string;
}

const plain = ({ id, teamId, role, createdAt, expiresAt }: InviteRow): Invite => ({
  id,
  teamId,
  role,
  createdAt,
  expiresAt,
});
const working = (now: Date) => ({ revokedAt: null, expiresAt: { [Op.gt]: now } });

export class Invites {
  readonly #parts: IdentityParts;
  readonly #organisations: Organisations;
  readonly #teams: Teams;

  constructor(parts: IdentityParts, organisations: Organisations, teams: Teams) {
    this.#parts = parts;
    this.#organisations = organisations;
    this.#teams = teams;
  }

  async create(invite: {
    teamId: Id;
    createdBy: Id;
    role: OrganisationRole;
    expiresAt: Date;
    now: Date;
  }): Promise<{ invite: Invite; token: string }> {
    const { teamId, createdBy, role, expiresAt, now } = invite;
    const token = newSecret();
    const team = await TeamRow.findByPk(teamId, { rejectOnEmpty: true });
    const row = await InviteRow.create({
      id: randomUUID(),
      organisationId: team.organisationId,
      teamId,
      role,
      tokenHash: hashOf(token),
      createdBy,
      createdAt: now,
      expiresAt,
    });
    return { invite: plain(row), token };
  }

  async ofTeam(teamId: Id, now: Date): Promise<Invite[]> {
    const rows = await InviteRow.findAll({ where: { teamId, ...working(now) }, order: ['createdAt'] });
    return rows.map(plain);
  }

  async get(id: Id): Promise<Invite | null> {
    const row = await InviteRow.findByPk(id);
    return row && plain(row);
  }

  async revoke(id: Id): Promise<void> {
    await InviteRow.update({ revokedAt: new Date() }, { where: { id, revokedAt: null } });
  }

  async open(token: string, now: Date): Promise<OpenedInvite | null> {
    return this.#open(token, now);
  }

  async accept(token: string, accountId: Id, now: Date): Promise<OpenedInvite | null> {
    return this.#parts.sequelize.transaction(async (transaction) => {
      const invite = await this.#open(token, now, transaction);
      if (!invite) return null;
      await this.#organisations.addMember(invite.organisationId, accountId, invite.role, transaction);
      await this.#teams.addMember(invite.teamId, accountId, false, transaction);
      return invite;
    });
  }

  /** Inside a transaction the row is held, so that nobody comes in by a link that is being revoked. */
  async #open(token: string, now: Date, transaction?: Transaction): Promise<OpenedInvite | null> {
    const row = await InviteRow.findOne({
      where: { tokenHash: hashOf(token), ...working(now) },
      ...(transaction ? { transaction, lock: transaction.LOCK.SHARE } : {}),
    });
    if (!row) return null;
    const [team, organisation] = await Promise.all([
      TeamRow.findByPk(row.teamId, { transaction: transaction ?? null }),
      OrganisationRow.findByPk(row.organisationId, { transaction: transaction ?? null }),
    ]);
    if (!team || !organisation) return null;
    return {
      ...plain(row),
      organisationId: organisation.id,
      organisationName: this.#parts.names.organisation(organisation),
      teamName: this.#parts.names.team(team, organisation),
    };
  }
}
