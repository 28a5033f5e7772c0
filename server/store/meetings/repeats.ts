import { randomUUID } from 'node:crypto';
import type { Setup } from '#shared/meeting/setup.ts';
import { can } from '#shared/permissions/index.ts';
import { interfaceLimits, Refusal, type Id } from '#shared/protocol/index.ts';
import type { Rule } from '#shared/schedule/rule.ts';
import type { Starter } from '../../rooms/ports.ts';
import type { KeyStore } from '../keys/index.ts';
import type { Pools } from '../pool.ts';
import { shortTransaction } from '../transaction.ts';
import type { Drafts } from './drafts.ts';
import { nextTime, openRepeat, queueStart, sealRepeat } from './schedule.ts';
import { lockTeam, teamCipher } from './team-key.ts';

export interface NewRepeat {
  readonly teamId: Id;
  readonly kind: string;
  readonly setup: Setup;
  readonly rule: Rule;
  readonly accountId: Id;
}

/** A meeting that comes again, as lists show it. */
export interface Repeat {
  readonly id: Id;
  readonly title: string;
  readonly rule: Rule;
  readonly next: Date;
}

/** A repeat whose time has come. `id` is the job's: the meeting that it makes has it too. */
export interface DueRepeat {
  readonly id: Id;
  readonly repeatId: Id;
}

interface Row {
  id: Id;
  team_id: Id;
  kind: string;
  content: Buffer;
  next: Date;
  created_by: Id | null;
}

/** Meetings that come again. */
export class Repeats {
  readonly #pools: Pools;
  readonly #keys: KeyStore;
  readonly #drafts: Drafts;

  constructor(pools: Pools, keys: KeyStore, drafts: Drafts) {
    this.#pools = pools;
    this.#keys = keys;
    this.#drafts = drafts;
  }

  /** Throws `over-cap` where a team has as many as it may. */
  async create({ teamId, kind, setup, rule, accountId }: NewRepeat): Promise<{ id: Id; next: Date }> {
    const id = randomUUID();
    return shortTransaction(this.#pools.general, async (db) => {
      await lockTeam(db, teamId);
      const cipher = await teamCipher(db, this.#keys, teamId);
      const due = await nextTime(db, rule);
      const { rowCount } = await db.query(
        `insert into repeats (id, team_id, kind, content, next, created_by)
          select $1, $2, $3, $4, $5, $6 where (select count(*) from repeats where team_id = $2) < $7`,
        [
          id,
          teamId,
          kind,
          sealRepeat(cipher, id, { setup, rule }),
          due,
          accountId,
          interfaceLimits.repeatsPerTeam,
        ],
      );
      if (rowCount !== 1) throw new Refusal('over-cap');
      await queueStart(db, id, due);
      return { id, next: due };
    });
  }

  /** The soonest first. */
  async ofTeam(teamId: Id): Promise<Repeat[]> {
    const { rows } = await this.#pools.general.query<Row>(
      'select * from repeats where team_id = $1 order by next, id',
      [teamId],
    );
    if (rows.length === 0) return [];
    const cipher = await teamCipher(this.#pools.general, this.#keys, teamId);
    return rows.map(({ id, content, next }) => {
      const { setup, rule } = openRepeat(cipher, id, content);
      return { id, title: setup.title, rule, next };
    });
  }

  async teamOf(id: Id): Promise<Id | null> {
    return (await this.#row(id))?.team_id ?? null;
  }

  /** Ends it. What it has started goes on. */
  async remove(id: Id): Promise<void> {
    await shortTransaction(this.#pools.general, async (db) => {
      // What it made first, as whoever starts that does.
      await db.query('select 1 from meetings where repeat_id = $1 order by id for update', [id]);
      await db.query('delete from repeats where id = $1', [id]);
      await db.query(`delete from jobs where kind = 'start-repeat' and subject = $1`, [id]);
    });
  }

  /**
   * Makes the meeting and starts it in its maker's name, or that of another member who may; a repeat that nobody is left
   * for ends. Done twice it is done once: the meeting's id is the job's, and starting it again changes nothing. The next
   * time is queued by the transaction that starts it.
   */
  async fire(
    { id: meetingId, repeatId }: DueRepeat,
    start: (meetingId: Id, by: Starter) => Promise<unknown>,
  ): Promise<void> {
    const row = await this.#row(repeatId);
    if (!row) return;
    const accountId = await this.#starterOf(row);
    if (accountId === null) return this.remove(repeatId);
    const cipher = await teamCipher(this.#pools.general, this.#keys, row.team_id);
    const { setup } = openRepeat(cipher, repeatId, row.content);
    const from = { repeatId, meetingId };
    await this.#drafts.create({ teamId: row.team_id, kind: row.kind, setup, accountId, from });
    await start(meetingId, { accountId, here: false });
  }

  async #row(id: Id): Promise<Row | undefined> {
    const { rows } = await this.#pools.general.query<Row>('select * from repeats where id = $1', [id]);
    return rows[0];
  }

  async #starterOf({ team_id: teamId, created_by: maker }: Row): Promise<Id | null> {
    const { rows } = await this.#pools.general.query<{
      account_id: Id;
      role: 'administrator' | 'manager' | 'member';
      observer: boolean;
    }>(
      `select tm.account_id, o.role, tm.observer
        from team_members tm
        join teams t on t.id = tm.team_id
        join memberships o on o.organisation_id = t.organisation_id and o.account_id = tm.account_id
        where tm.team_id = $1 order by tm.account_id = $2 desc nulls last, tm.created_at, tm.account_id`,
      [teamId, maker],
    );
    const may = rows.find(({ role, observer }) => can({ role, inTeam: true, observer }, 'meeting.create'));
    return may?.account_id ?? null;
  }
}
