/** Real Postgres servers and databases for tests, benchmarks and fault runs. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#server/store/embedded-postgres.ts';

export interface TestPostgres extends EmbeddedPostgres {
  /** kill -9 of the server; it stays down until `start` is called. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with the same data, port and url. */
  start(): Promise<void>;
}

export interface TestPostgresOptions {
  dir?: string;
  port?: number;
  settings?: Record<string, string>;
}

/** A server of its own, for tests that kill or stall it. Without `dir` its data is removed on stop. */
export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'team-oclock-postgres-'));
  if (options.dir === undefined) chmodSync(dir, 0o711);
  const lines: string[] = [];
  const start = (port: number | undefined) =>
    startEmbeddedPostgres({
      dataDir: dir,
      restart: false,
      log: (_level, message) => lines.push(message),
      ...(port === undefined ? {} : { port }),
      ...(options.settings === undefined ? {} : { settings: options.settings }),
    });
  const removeOwn = () => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  let running = await start(options.port).catch((error: unknown) => {
    removeOwn();
    throw error;
  });
  const { url, port } = running;
  return {
    url,
    port,
    pid: () => running.pid(),
    async kill() {
      const pid = running.pid();
      if (pid === undefined) return;
      process.kill(pid, 'SIGKILL');
      await running.stop();
    },
    async start() {
      if (running.pid() === undefined) running = await start(port);
    },
    async stop() {
      await running.stop();
      removeOwn();
    },
  };
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A new, empty database. It lies in the server that the run's global setup started (TEST_POSTGRES_URL), unless
 * the url of another server is given.
 */
export async function freshDatabase(serverUrl = process.env.TEST_POSTGRES_URL): Promise<TestDatabase> {
  if (!serverUrl) throw new Error('No Postgres runs for this test: see test/harness/postgres-setup.ts');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
