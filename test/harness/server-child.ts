/** The shipped server as a process of its own, with its own Postgres, that can be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#server/config.ts';
import { openIdentity } from '#server/store/identity/index.ts';
import { openKeyStore } from '#server/store/keys/index.ts';
import { openPools } from '#server/store/pool.ts';

export interface ServerChild {
  readonly url: string;
  /** SIGKILL, now: safe to call inside a handler. */
  kill(): void;
  /** Waits for the end of a killed process and starts another over the same data. */
  restart(): Promise<void>;
  /** Personal tokens of so many people of one team, and the team. */
  people(count: number): Promise<{ tokens: string[]; teamId: string }>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');

/** Starts `entry` (a path inside the project) and waits until it listens. */
export async function startServerChild(entry: string): Promise<ServerChild> {
  const folder = mkdtempSync(join(tmpdir(), 'team-oclock-child-'));
  chmodSync(folder, 0o711);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    ORIGIN: url,
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
  };
  let child = await start(entry, settings, url);
  return {
    url,
    kill: () => void child.kill('SIGKILL'),
    async restart() {
      await ended(child);
      child = await start(entry, settings, url);
    },
    people: (count) => makePeople(settings, folder, count),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended(child);
      await endPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(entry: string, settings: Record<string, string>, url: string): Promise<ChildProcess> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  const child = spawn(process.execPath, [join(root, entry)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${entry} did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false; // Not listening yet: asked again.
  }
}

/** People as an operator makes them, straight in the running server's database. */
async function makePeople(settings: Record<string, string>, folder: string, count: number) {
  const config = readConfig(settings);
  const password = readFileSync(join(folder, 'postgres.password'), 'utf8').trim();
  const [, , , port] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  const database = {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    onError: (error: unknown) => console.error(error),
  };
  const pools = openPools(database);
  const allocate = async () => {
    const { rows } = await pools.general.query<{ slot: number }>(`select nextval('key_slots') as slot`);
    return rows[0]?.slot ?? 0;
  };
  const keys = await openKeyStore({ dir: config.keysDir, masterKey: config.masterKey, allocate });
  const identity = openIdentity({ database, pool: pools.general, keys, masterKey: config.masterKey });
  try {
    const tokens: string[] = [];
    let teamId: string | null = null;
    for (let index = 0; index < count; index += 1) {
      const account = await identity.accounts.accountFor(`person${index}@example.com`, `Person${index}`);
      if (teamId === null) {
        ({ teamId } = await identity.organisations.create('Acme', 'Crew', account.id));
      } else {
        const now = new Date();
        const expiresAt = new Date(now.getTime() + 60_000);
        const { token } = await identity.invites.create({
          teamId,
          createdBy: account.id,
          role: 'member',
          expiresAt,
          now,
        });
        await identity.invites.accept(token, account.id, now);
      }
      tokens.push((await identity.tokens.create(account.id, 'test')).token);
    }
    return { tokens, teamId: teamId ?? '' };
  } finally {
    await identity.close();
    await keys.close();
    await pools.close();
  }
}

/** A killed server leaves its Postgres behind: the one in this very folder is ended. */
async function endPostgres(folder: string): Promise<void> {
  const lock = join(folder, 'postgres', 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid < 2) return;
  process.kill(pid, 'SIGINT');
  while (existsSync(lock)) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
