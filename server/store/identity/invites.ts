/**
 * Invites. By a link many may come in until it expires or is revoked; one that was mailed works once, and lets whoever
 * used it find the team by it again.
 */
import { randomUUID } from 'node:crypto';
import { Op, QueryTypes, type Transaction, type WhereOptions } from 'sequelize';
import type { OrganisationRole } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
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
  readonly email: string | null;
  readonly sentAt: Date | null;
}

interface OpenedInvite extends Invite {
  readonly organisationId: Id;
  readonly organisationName: string;
  readonly teamName: string;
}

interface NewInvite {
  readonly teamId: Id;
  readonly createdBy: Id;
  readonly role: OrganisationRole;
  readonly expiresAt: Date;
  readonly now: Date;
}

const working = (now: Date) => ({ revokedAt: null, expiresAt: { [Op.gt]: now } });
const pending = (now: Date) => ({ ...working(now), usedAt: null });

export class Invites {
  readonly #parts: IdentityParts;
  readonly #organisations: Organisations;
  readonly #teams: Teams;

  constructor(parts: IdentityParts, organisations: Organisations, teams: Teams) {
    this.#parts = parts;
    this.#organisations = organisations;
    this.#teams = teams;
  }

  /** An invite by link. */
  async create(made: NewInvite): Promise<{ invite: Invite; token: string }> {
    const { teamId, createdBy, role, expiresAt, now } = made;
    const token = newSecret();
    const organisation = await this.#organisationOf(teamId);
    const row = await InviteRow.create({
      id: randomUUID(),
      organisationId: organisation.id,
      teamId,
      role,
      tokenHash: hashOf(token),
      createdBy,
      createdAt: now,
      expiresAt,
    });
    return { invite: this.#plain(row, organisation), token };
  }

  /** An invite to each address, not sent yet. Who is asked again gets a new link, and the older one ends. */
  async createFor(emails: readonly string[], made: NewInvite): Promise<{ invite: Invite; token: string }[]> {
    const organisation = await this.#organisationOf(made.teamId);
    await InviteRow.destroy({ where: { teamId: made.teamId, expiresAt: { [Op.lte]: made.now } } });
    return Promise.all(emails.map((email) => this.#invite(email, organisation, made)));
  }

  async #invite(
    email: string,
    organisation: OrganisationRow,
    { teamId, createdBy, role, expiresAt, now }: NewInvite,
  ): Promise<{ invite: Invite; token: string }> {
    const { names, emailLookup, sequelize } = this.#parts;
    const token = newSecret();
    const [row] = await sequelize.query(
      `insert into invites (id, organisation_id, team_id, role, token_hash, created_by, created_at, expires_at, email, email_lookup)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (team_id, email_lookup) where revoked_at is null and used_at is null
       do update set role = excluded.role, token_hash = excluded.token_hash, created_by = excluded.created_by,
         created_at = excluded.created_at, expires_at = excluded.expires_at, email = excluded.email, sent_at = null
       returning id`,
      {
        type: QueryTypes.SELECT,
        mapToModel: true,
        model: InviteRow,
        bind: [
          randomUUID(),
          organisation.id,
          teamId,
          role,
          hashOf(token),
          createdBy,
          now,
          expiresAt,
          names.sealInvited(teamId, organisation.keySlot, email),
          emailLookup(email),
        ],
      },
    );
    if (!row) throw new Error('an invite was not written');
    return { invite: { id: row.id, teamId, role, createdAt: now, expiresAt, email, sentAt: null }, token };
  }

  /** A new link for the same address; null when it isn't pending any more. */
  async renew(id: Id, expiresAt: Date, now: Date): Promise<{ invite: Invite; token: string } | null> {
    const token = newSecret();
    const [, rows] = await InviteRow.update(
      { tokenHash: hashOf(token), expiresAt, sentAt: null },
      { where: { id, ...pending(now), email: { [Op.ne]: null } }, returning: true },
    );
    const [row] = rows;
    if (!row) return null;
    return { invite: this.#plain(row, await this.#organisationOf(row.teamId)), token };
  }

  async markSent(id: Id, now: Date): Promise<void> {
    await InviteRow.update({ sentAt: now }, { where: { id } });
  }

  async ofTeam(teamId: Id, now: Date): Promise<Invite[]> {
    const organisation = await this.#organisationOf(teamId);
    const rows = await InviteRow.findAll({ where: { teamId, ...pending(now) }, order: ['createdAt'] });
    return rows.map((row) => this.#plain(row, organisation));
  }

  async get(id: Id): Promise<Invite | null> {
    const row = await InviteRow.findByPk(id);
    return row && this.#plain(row, await this.#organisationOf(row.teamId));
  }

  async revoke(id: Id): Promise<void> {
    await InviteRow.update(
      { revokedAt: new Date(), email: null, emailLookup: null },
      { where: { id, revokedAt: null } },
    );
  }

  /** What an invite leads to; one that was used says so to its user alone. */
  async open(token: string, accountId: Id | null, now: Date): Promise<OpenedInvite | null> {
    return (await this.#open(token, accountId, now))?.opened ?? null;
  }

  async accept(token: string, accountId: Id, now: Date): Promise<OpenedInvite | null> {
    return this.#parts.sequelize.transaction(async (transaction) => {
      const found = await this.#open(token, accountId, now, transaction);
      if (!found) return null;
      const { row, opened } = found;
      // Who came in by it before, and was removed since, does not come in by it again.
      if (row.usedAt) return opened;
      await this.#organisations.addMember(opened.organisationId, accountId, opened.role, transaction);
      await this.#teams.addMember(opened.teamId, accountId, false, transaction);
      if (row.email)
        await row.update({ usedAt: now, usedBy: accountId, email: null, emailLookup: null }, { transaction });
      return opened;
    });
  }

  /** Inside a transaction the row is held: nobody comes in by what is being revoked, nor two by what works once. */
  async #open(
    token: string,
    accountId: Id | null,
    now: Date,
    transaction?: Transaction,
  ): Promise<{ row: InviteRow; opened: OpenedInvite } | null> {
    const mine: WhereOptions<InviteRow> =
      accountId === null ? { usedAt: null } : { [Op.or]: [{ usedAt: null }, { usedBy: accountId }] };
    const row = await InviteRow.findOne({
      where: { tokenHash: hashOf(token), ...working(now), ...mine },
      ...(transaction ? { transaction, lock: transaction.LOCK.UPDATE } : {}),
    });
    if (!row) return null;
    const [team, organisation] = await Promise.all([
      TeamRow.findByPk(row.teamId, { transaction: transaction ?? null }),
      OrganisationRow.findByPk(row.organisationId, { transaction: transaction ?? null }),
    ]);
    if (!team || !organisation) return null;
    const opened = {
      ...this.#plain(row, organisation),
      organisationId: organisation.id,
      organisationName: this.#parts.names.organisation(organisation),
      teamName: this.#parts.names.team(team, organisation),
    };
    return { row, opened };
  }

  async #organisationOf(teamId: Id): Promise<OrganisationRow> {
    const team = await TeamRow.findByPk(teamId);
    const organisation = team && (await OrganisationRow.findByPk(team.organisationId));
    if (!organisation) throw new Refusal('not-found');
    return organisation;
  }

  #plain(row: InviteRow, organisation: OrganisationRow): Invite {
    const { id, teamId, role, createdAt, expiresAt, sentAt } = row;
    return {
      id,
      teamId,
      role,
      createdAt,
      expiresAt,
      email: this.#parts.names.invited(row, organisation),
      sentAt: sentAt ?? null,
    };
  }
}
