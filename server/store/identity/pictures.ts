/** Pictures of people: seen by those who share an organisation with them, and by nobody else. */
import { randomUUID } from 'node:crypto';
import { QueryTypes } from 'sequelize';
import type { Id } from '#shared/protocol/index.ts';
import type { IdentityParts } from './parts.ts';
import { AccountRow } from './models.ts';

/** Whose picture it is, as who asks knows them; another version is another picture. */
interface PictureOf {
  readonly id: Id;
  readonly accountId: Id;
  readonly version: Id;
}

const context = (accountId: Id, version: Id) => `account/${accountId}/picture/${version}`;

export class Pictures {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async set(accountId: Id, content: Buffer): Promise<void> {
    const { keySlot } = await AccountRow.findByPk(accountId, { rejectOnEmpty: true });
    const version = randomUUID();
    const sealed = this.#parts.keys.cipher(keySlot).seal(content, context(accountId, version));
    await this.#parts.sequelize.query(
      `insert into pictures (account_id, version, content) values ($1, $2, $3)
       on conflict (account_id) do update set version = excluded.version, content = excluded.content`,
      { bind: [accountId, version, sealed] },
    );
  }

  async remove(accountId: Id): Promise<void> {
    await this.#parts.sequelize.query('delete from pictures where account_id = $1', { bind: [accountId] });
  }

  async versionOf(accountId: Id): Promise<Id | null> {
    const [row] = await this.#parts.sequelize.query<{ version: Id }>(
      'select version from pictures where account_id = $1',
      { type: QueryTypes.SELECT, bind: [accountId] },
    );
    return row?.version ?? null;
  }

  /** The picture, if the viewer is that person or shares an organisation with them. */
  async seenBy(viewer: Id, accountId: Id): Promise<Buffer | null> {
    const [row] = await this.#parts.sequelize.query<{ version: Id; content: Buffer; key_slot: string }>(
      `select p.version, p.content, a.key_slot from pictures p join accounts a on a.id = p.account_id
       where p.account_id = $1 and (p.account_id = $2 or exists (
         select 1 from memberships theirs join memberships mine using (organisation_id)
         where theirs.account_id = $1 and mine.account_id = $2))`,
      { type: QueryTypes.SELECT, bind: [accountId, viewer] },
    );
    if (!row) return null;
    return this.#parts.keys.cipher(Number(row.key_slot)).open(row.content, context(accountId, row.version));
  }

  async ofOrganisation(organisationId: Id): Promise<PictureOf[]> {
    return this.#parts.sequelize.query<PictureOf>(
      `select p.account_id as id, p.account_id as "accountId", p.version from pictures p
       join memberships m on m.account_id = p.account_id where m.organisation_id = $1`,
      { type: QueryTypes.SELECT, bind: [organisationId] },
    );
  }

  /** By the places that people have in a meeting: there they are known by those. */
  async ofMeeting(meetingId: Id): Promise<PictureOf[]> {
    return this.#parts.sequelize.query<PictureOf>(
      `select place.id, p.account_id as "accountId", p.version from pictures p
       join participants place on place.account_id = p.account_id where place.meeting_id = $1`,
      { type: QueryTypes.SELECT, bind: [meetingId] },
    );
  }
}
