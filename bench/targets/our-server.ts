/** Our server as an operator starts it: one process with a Postgres of its own in a folder that goes afterwards. */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { familyCpuSeconds, isAlive } from '../process/usage.ts';
import { freePort, ServerProcess } from '../process/server-process.ts';
import { createOrganisation, createPeople, type Organisation } from './people.ts';

const databaseStopMs = 20_000;
const createdSchema = z.object({ id: z.string() });

interface Running {
  readonly process: ServerProcess;
  readonly folder: string;
  readonly origin: string;
  readonly organisation: Organisation;
  readonly tokens: readonly string[];
}

/** One server for all transports: starting what runs and stopping what does not are no work. */
export class OurServer {
  readonly #entry: string;
  readonly #people: number;
  #running: Running | null = null;
  constructor(entry: string, people: number) {
    this.#entry = entry;
    this.#people = people;
  }

  get #now(): Running {
    if (!this.#running) throw new Error('our server was not started');
    return this.#running;
  }

  get process(): ServerProcess {
    return this.#now.process;
  }

  get origin(): string {
    return this.#now.origin;
  }

  /** The personal token of one of the people; there are more links than people. */
  token(person: number): string {
    const { tokens } = this.#now;
    const token = tokens[person % tokens.length];
    if (token === undefined) throw new Error(`nobody is number ${person}`);
    return token;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    const folder = await mkdtemp(join(tmpdir(), 'bench-ours-'));
    // Run by root, Postgres is another user, who has to find its cluster in here.
    await chmod(folder, 0o755);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      ORIGIN: origin,
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      PORT: String(port),
    };
    const process = new ServerProcess({ entry: this.#entry, env, port, logFile: join(folder, 'log') });
    try {
      await process.start();
      const organisation = await createOrganisation(env);
      const others = await createPeople(env, organisation, this.#people - 1);
      this.#running = { process, folder, origin, organisation, tokens: [organisation.token, ...others] };
    } catch (error) {
      await process.stop();
      await remove(folder);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    await running.process.stop();
    await remove(running.folder);
  }

  /** Makes a retrospective in the team. */
  async createMeeting(): Promise<string> {
    const { origin, organisation } = this.#now;
    const response = await fetch(`${origin}/api/teams/${organisation.teamId}/meetings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token(0)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'retro', title: 'Bench', goal: '', options: {}, invited: [] }),
    });
    if (!response.ok) throw new Error(`a meeting was not made: ${response.status} ${await response.text()}`);
    return createdSchema.parse(await response.json()).id;
  }

  /** A link that lets somebody else into the team. */
  async inviteUrl(): Promise<string> {
    const { origin, organisation } = this.#now;
    const response = await fetch(`${origin}/api/teams/${organisation.teamId}/invites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token(0)}`, 'content-type': 'application/json' },
      body: '{}',
    });
    if (!response.ok) throw new Error(`no invite was made: ${response.status} ${await response.text()}`);
    return z.object({ url: z.string() }).parse(await response.json()).url;
  }

  /** What Postgres has used of the processor. */
  databaseCpuSeconds(): number {
    const pid = postmasterOf(this.#now.folder);
    return pid === null ? 0 : familyCpuSeconds(pid);
  }
}

function postmasterOf(folder: string): number | null {
  const file = join(folder, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

/** A killed server leaves its Postgres behind: ends the one in this very folder, then removes the folder. */
async function remove(folder: string): Promise<void> {
  const pid = postmasterOf(folder);
  if (pid !== null && isAlive(pid)) {
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + databaseStopMs;
    while (isAlive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
