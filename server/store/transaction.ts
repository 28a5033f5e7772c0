import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Refusal } from '#shared/protocol/index.ts';

/** What queries are sent to: a pool, or a connection in a transaction. */
export interface Db {
  query<Row extends pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** Postgres said no, so nothing was done. Anything else leaves the outcome unknown. */
export function isRefusedByPostgres(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

/** What a person is told when the database did not do it; the cause is for the log. */
export function notSaved(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  const refusal = new Refusal('not-saved');
  refusal.cause = cause;
  return refusal;
}

/** The same queries, whose failures are `Refusal('not-saved')`: what else `work` throws is its own. */
function orNotSaved(db: Db): Db {
  return {
    query: async <Row extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]) => {
      try {
        return await db.query<Row>(query, values);
      } catch (error) {
        throw notSaved(error);
      }
    },
  };
}

const beginShort = `begin; set local lock_timeout = '2s'; set local idle_in_transaction_session_timeout = '5s'`;
const beginReading = 'begin isolation level repeatable read read only';

/** Runs `work` in a transaction that holds locks for a short time only, and commits. What fails is `not-saved`. */
export async function shortTransaction<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  return transaction(pool, beginShort, work);
}

/** Runs `work` on one unchanging view of the tables. */
export async function reading<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  return transaction(pool, beginReading, work);
}

async function transaction<T>(pool: pg.Pool, begin: string, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw notSaved(error);
  });
  let broken: Error | undefined;
  // A connection that dies between two queries says so here; the next query fails and tells the caller.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  const db = orNotSaved(client);
  try {
    await db.query(begin);
    const result = await work(db);
    await commit(client, pool, begin === beginShort);
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

/** Commits. When the connection is lost while doing so, Postgres is asked what became of the transaction. */
async function commit(client: pg.PoolClient, pool: pg.Pool, writes: boolean): Promise<void> {
  let xid: string | null = null;
  try {
    if (writes) {
      const { rows } = await client.query<{ xid: string | null }>(
        'select pg_current_xact_id_if_assigned()::text as xid',
      );
      xid = rows[0]?.xid ?? null;
    }
    await client.query('commit');
  } catch (error) {
    if (isRefusedByPostgres(error) || xid === null || !(await wasCommitted(pool, xid))) throw notSaved(error);
  }
}

async function wasCommitted(pool: pg.Pool, xid: string): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      const { rows } = await pool.query<{ status: string | null }>(
        'select pg_xact_status($1::xid8) as status',
        [xid],
      );
      if (rows[0]?.status !== 'in progress') return rows[0]?.status === 'committed';
    } catch (error) {
      // Not reachable at this moment either: asked again below, and in the end said to be not saved.
      if (attempt === 9) throw notSaved(error);
    }
    await delay(100);
  }
  return false;
}
