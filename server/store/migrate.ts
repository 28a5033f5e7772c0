import type pg from 'pg';
import { Umzug, type UmzugStorage } from 'umzug';
import { migrations } from '../../migrations/index.ts';

/** Any number, always the same: who holds it migrates. */
const migrationLock = 7_302_511;

/** Brings the tables up to date, all or nothing. Nodes that start at once wait for one another. Returns what was run. */
export async function migrate(pool: pg.Pool): Promise<readonly string[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(
      'create table if not exists migrations (name text primary key, run_at timestamptz not null default now())',
    );
    const done = await new Umzug({
      migrations: migrations.map(({ name, sql }) => ({ name, up: () => client.query(sql) })),
      storage: storedIn(client),
      logger: undefined,
    }).up();
    await client.query('commit');
    return done.map(({ name }) => name);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection in a failed transaction is thrown away: closing it rolls back.
    client.release(broken);
  }
}

function storedIn(client: pg.PoolClient): UmzugStorage {
  return {
    logMigration: async ({ name }) => {
      await client.query('insert into migrations (name) values ($1)', [name]);
    },
    unlogMigration: async ({ name }) => {
      await client.query('delete from migrations where name = $1', [name]);
    },
    executed: async () => {
      const { rows } = await client.query<{ name: string }>('select name from migrations order by name');
      return rows.map(({ name }) => name);
    },
  };
}
