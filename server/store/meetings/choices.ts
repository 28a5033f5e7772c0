import { z } from 'zod';
import type { Setup } from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import type { Pools } from '../pool.ts';
import { openJson, sealJson } from '../sealed.ts';
import { shortTransaction, type Db } from '../transaction.ts';
import { storedSetup } from './stored-setup.ts';
import { lockTeam, teamCipher } from './team-key.ts';

const ownOptions = z.record(z.string(), z.unknown());
/** Options that a team has set for itself, by name. */
export type OwnOptions = z.infer<typeof ownOptions>;

/** What a team chose: for all its meetings of a kind, and the last time. */
export class Choices {
  readonly #pools: Pools;
  readonly #keys: KeyStore;

  constructor(pools: Pools, keys: KeyStore) {
    this.#pools = pools;
    this.#keys = keys;
  }

  /** The setup of the team's last meeting. */
  last(teamId: Id, kind: string): Promise<Setup | null> {
    return this.#read(this.#pools.general, { teamId, kind, what: 'last' }, storedSetup);
  }

  /** What is chosen from now on by whoever changes nothing. */
  async remember(teamId: Id, kind: string, setup: Setup): Promise<void> {
    await this.#write(this.#pools.general, { teamId, kind, what: 'last' }, setup);
  }

  async own(teamId: Id, kind: string): Promise<OwnOptions> {
    return (await this.#read(this.#pools.general, { teamId, kind, what: 'own' }, ownOptions)) ?? {};
  }

  /** Sets what is given, and forgets what is null. Two people who change different options at once both do. */
  async changeOwn(teamId: Id, kind: string, changes: OwnOptions): Promise<OwnOptions> {
    const choice = { teamId, kind, what: 'own' } as const;
    return shortTransaction(this.#pools.general, async (db) => {
      await lockTeam(db, teamId);
      const before = (await this.#read(db, choice, ownOptions)) ?? {};
      const changed = Object.entries({ ...before, ...changes }).filter(
        ([, value]) => value !== null && value !== undefined,
      );
      const own = Object.fromEntries(changed);
      await this.#write(db, choice, own);
      return own;
    });
  }

  async #read<T>(db: Db, choice: Choice, shape: z.ZodType<T>): Promise<T | null> {
    const { rows } = await db.query<{ content: Buffer }>(
      'select content from team_choices where team_id = $1 and kind = $2 and what = $3',
      [choice.teamId, choice.kind, choice.what],
    );
    const [row] = rows;
    if (!row) return null;
    const cipher = await teamCipher(db, this.#keys, choice.teamId);
    return openJson(cipher, contextOf(choice), row.content, shape);
  }

  async #write(db: Db, choice: Choice, content: unknown): Promise<void> {
    const cipher = await teamCipher(db, this.#keys, choice.teamId);
    await db.query(
      `insert into team_choices (team_id, kind, what, content) values ($1, $2, $3, $4)
        on conflict (team_id, kind, what) do update set content = excluded.content`,
      [choice.teamId, choice.kind, choice.what, sealJson(cipher, contextOf(choice), content)],
    );
  }
}

interface Choice {
  readonly teamId: Id;
  readonly kind: string;
  readonly what: 'own' | 'last';
}

const contextOf = ({ teamId, kind, what }: Choice) => `team/${teamId}/${kind}/${what}`;
