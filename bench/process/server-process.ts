/** A server under measurement: a process of its own that can be started again over the same data, asked and killed. */
import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { within } from '../client/link.ts';
import { anywhere, pinServer } from './cores.ts';

const probe = fileURLToPath(new URL('./memory-probe.ts', import.meta.url));
const startMs = 60_000;
const stopMs = 30_000;

/** Bytes after a garbage collection: what the process occupies, and what of it is alive in JavaScript and its buffers. */
const memorySchema = z.object({ rss: z.number(), live: z.number() });
export type Memory = z.infer<typeof memorySchema>;

export interface Command {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Where its output goes, to be shown when it does not start. */
  readonly logFile: string;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export class ServerProcess {
  readonly #command: Command;
  #child: ChildProcess | null = null;

  constructor(command: Command) {
    this.#command = command;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  /** Starts it and waits until it answers over HTTP. */
  async start(): Promise<void> {
    const { entry, env, port, logFile } = this.#command;
    const [first, before] = anywhere(process.execPath);
    const log = createWriteStream(logFile, { flags: 'a' });
    // `taskset` becomes the command it runs: the child's id is the server's.
    const child = fork(entry, [], {
      execPath: first,
      execArgv: [...before, '--disable-warning=ExperimentalWarning', '--import', probe],
      env: { ...process.env, ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    this.#child = child;
    // A last resort for a benchmark that ends without stopping its servers: they then end in their own good order.
    const endWithUs = () => void child.kill('SIGTERM');
    process.once('exit', endWithUs);
    child.once('exit', () => process.removeListener('exit', endWithUs));
    const deadline = Date.now() + startMs;
    while (!(await answers(port))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(`${entry} did not start:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    pinServer(this.pid);
  }

  /** Ends it at once, from inside whatever handler calls this. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    if (child.exitCode === null && child.signalCode === null) {
      await within(
        `end of ${this.#command.entry}`,
        new Promise<void>((resolve) => child.once('exit', () => resolve())),
        stopMs,
      );
    }
    this.#child = null;
  }

  /** Asks it to end, and makes it end when it does not. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const insist = setTimeout(() => child.kill('SIGKILL'), stopMs - 2_000);
    child.kill('SIGTERM');
    await this.gone();
    clearTimeout(insist);
  }

  /** What it holds after a garbage collection. */
  async memory(): Promise<Memory> {
    const child = this.#child;
    if (!child) throw new Error('the server does not run');
    const answer = new Promise<unknown>((resolve) => child.once('message', resolve));
    child.send('memory');
    return memorySchema.parse(await within('memory', answer));
  }
}

/** Any HTTP answer below 500 will do: a peer's greeting, our own page or API. */
async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(2_000),
      redirect: 'manual',
    });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false; // Not listening yet: the caller asks again until its deadline.
  }
}
