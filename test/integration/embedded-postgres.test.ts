import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '#server/store/embedded-postgres.ts';
import { freshDatabase, startPostgres } from '#test/harness/postgres.ts';

// Closed to every other user, as /root is: the server must start all the same.
const closed = mkdtempSync(join(tmpdir(), 'team-oclock-closed-'));
afterAll(() => {
  rmSync(closed, { recursive: true, force: true });
});

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const silent = () => undefined;

describe('the Postgres the server starts for itself', () => {
  it('starts in a folder that only its owner may enter, with fsync on and a private password', async () => {
    const dataDir = join(closed, 'first');
    const postgres = await startEmbeddedPostgres({ dataDir, log: silent });
    expect(await ask(postgres.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(postgres.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    const guess = new URL(postgres.url);
    guess.password = 'password';
    await expect(ask(guess.href, 'select 1')).rejects.toThrow(/password/);
    await postgres.stop();
  });

  it('keeps what was committed when the server is killed, and comes back by itself', async () => {
    const dataDir = join(closed, 'killed');
    const postgres = await startEmbeddedPostgres({ dataDir, log: silent });
    await ask(postgres.url, 'create table kept as select 1 as one');
    const pid = postgres.pid();
    if (pid === undefined) throw new Error('It does not run');
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => postgres.pid() !== undefined && postgres.pid() !== pid, { timeout: 20_000 })
      .toBe(true);
    expect(await ask(postgres.url, 'select one from kept')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  it('ends the Postgres that a killed server left, and refuses one that is in use', async () => {
    const dataDir = join(closed, 'orphan');
    mkdirSync(dataDir);
    const program =
      `import { startEmbeddedPostgres } from '#server/store/embedded-postgres.ts';` +
      `await startEmbeddedPostgres({ dataDir: process.argv[1], log: () => undefined });` +
      `console.log('running'); setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      owner.stdout.once('data', resolve);
      owner.once('exit', reject);
    });
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(/is using/);
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('exit', resolve));
    const postgres = await startEmbeddedPostgres({ dataDir, log: silent });
    expect(await ask(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });
});

describe('the test harness', () => {
  it('gives each caller a database of its own', async () => {
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
    await ask(one.url, 'create table only_here as select 1');
    await expect(ask(two.url, 'select * from only_here')).rejects.toThrow(/does not exist/);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('kills a server and starts it again on the same url', async () => {
    const postgres = await startPostgres();
    await ask(postgres.url, 'create table kept as select 1 as one');
    await postgres.kill();
    expect(postgres.pid()).toBeUndefined();
    await postgres.start();
    expect(await ask(postgres.url, 'select one from kept')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });
});
