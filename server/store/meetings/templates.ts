import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { columnsSchema, type Column } from '#shared/meeting/retro/options.ts';
import { interfaceLimits, Refusal, type Id } from '#shared/protocol/index.ts';
import type { Cipher, KeyStore } from '../keys/index.ts';
import type { Pools } from '../pool.ts';
import { openJson, sealJson } from '../sealed.ts';
import { shortTransaction } from '../transaction.ts';
import { lockTeam, teamCipher } from './team-key.ts';

const content = z.strictObject({ name: z.string(), columns: columnsSchema });
interface Content {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A template of a team's own. */
export interface OwnTemplate extends Content {
  readonly id: Id;
  readonly teamId: Id;
}

interface Row {
  id: Id;
  team_id: Id;
  content: Buffer;
}

const contextOf = (id: Id) => `template/${id}`;

/** The templates that teams made. A meeting takes a copy of the columns: what becomes of the template is nothing to it. */
export class Templates {
  readonly #pools: Pools;
  readonly #keys: KeyStore;

  constructor(pools: Pools, keys: KeyStore) {
    this.#pools = pools;
    this.#keys = keys;
  }

  /** The oldest first. */
  async ofTeam(teamId: Id): Promise<OwnTemplate[]> {
    const { rows } = await this.#pools.general.query<Row>(
      'select id, team_id, content from team_templates where team_id = $1 order by created_at, id',
      [teamId],
    );
    if (rows.length === 0) return [];
    const cipher = await teamCipher(this.#pools.general, this.#keys, teamId);
    return rows.map((row) => read(row, cipher));
  }

  async get(id: Id): Promise<OwnTemplate | null> {
    const { rows } = await this.#pools.general.query<Row>(
      'select id, team_id, content from team_templates where id = $1',
      [id],
    );
    const [row] = rows;
    return row ? read(row, await teamCipher(this.#pools.general, this.#keys, row.team_id)) : null;
  }

  /** Throws `over-cap` where a team has as many as it may. */
  async create(teamId: Id, template: Content): Promise<Id> {
    const id = randomUUID();
    await shortTransaction(this.#pools.general, async (db) => {
      await lockTeam(db, teamId);
      const cipher = await teamCipher(db, this.#keys, teamId);
      const { rowCount } = await db.query(
        `insert into team_templates (id, team_id, content)
          select $1, $2, $3 where (select count(*) from team_templates where team_id = $2) < $4`,
        [id, teamId, sealJson(cipher, contextOf(id), template), interfaceLimits.templatesPerTeam],
      );
      if (rowCount !== 1) throw new Refusal('over-cap');
    });
    return id;
  }

  /** Changes what is given. */
  async change(
    id: Id,
    {
      name,
      columns,
    }: { readonly name?: string | undefined; readonly columns?: readonly Column[] | undefined },
  ): Promise<void> {
    await shortTransaction(this.#pools.general, async (db) => {
      const { rows } = await db.query<Row>(
        'select id, team_id, content from team_templates where id = $1 for update',
        [id],
      );
      const [row] = rows;
      if (!row) throw new Refusal('not-found');
      const cipher = await teamCipher(db, this.#keys, row.team_id);
      const before = read(row, cipher);
      const after: Content = { name: name ?? before.name, columns: columns ?? before.columns };
      await db.query('update team_templates set content = $2 where id = $1', [
        id,
        sealJson(cipher, contextOf(id), after),
      ]);
    });
  }

  async remove(id: Id): Promise<void> {
    await this.#pools.general.query('delete from team_templates where id = $1', [id]);
  }
}

function read({ id, team_id: teamId, content: sealed }: Row, cipher: Cipher): OwnTemplate {
  return { id, teamId, ...openJson(cipher, contextOf(id), sealed, content) };
}
