/** What an operator's command needs: the database wherever it runs now, the keys, identity. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { readConfig, type Config } from './config.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { openIdentity, type Identity } from './store/identity/index.ts';
import { openKeyStore } from './store/keys/index.ts';
import { migrate } from './store/migrate.ts';
import { openPool } from './store/pool.ts';

export interface Operator {
  readonly identity: Identity;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const complain = (error: unknown) =>
  process.stderr.write(`${error instanceof Error ? error.name : 'error'}: the database connection broke\n`);

/** Opens the store beside a running server, or on its own. */
export async function openOperator(): Promise<Operator> {
  const config = readConfig();
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const database = { ...(await databaseOf(config, opened)), onError: complain };
    const pool = openPool(database, 4);
    opened.push(() => pool.end());
    await migrate(pool);
    const allocate = async () => {
      const { rows } = await pool.query<{ slot: number }>(`select nextval('key_slots') as slot`);
      const [row] = rows;
      if (!row) throw new Error('no key slot');
      return row.slot;
    };
    const { masterKey, keysDir: dir } = config;
    const keys = await openKeyStore({ dir, masterKey, allocate });
    opened.push(() => keys.close());
    const identity = openIdentity({ database, pool, keys, masterKey });
    opened.push(() => identity.close());
    return { identity, pool, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The given database; else the one that a running server started in the data folder; else one of our own for as long as this takes. */
async function databaseOf(
  config: Config,
  opened: (() => Promise<unknown>)[],
): Promise<{ url: string; ca?: string }> {
  if (config.database) return config.database;
  const running = runningPostgres(config.dataDir);
  if (running) return { url: running };
  const own = await startEmbeddedPostgres({ dataDir: config.dataDir, restart: false, log: () => undefined });
  opened.push(() => own.stop());
  return { url: own.url };
}

/** Where the Postgres of the data folder listens now: its own lock file says so. */
function runningPostgres(dataDir: string): string | undefined {
  const lock = join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(lock)) return undefined;
  const [pid, , , port] = readFileSync(lock, 'utf8').split('\n');
  if (!isAlive(Number(pid)) || !port) return undefined;
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there: the server runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
