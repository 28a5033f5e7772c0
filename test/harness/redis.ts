import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface TestRedis {
  url: string;
  port: number;
  pid: number;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** kill -9. Start another on the same port to bring it back. */
  kill(): Promise<void>;
}

/** A Redis server that keeps nothing on disk. The test bootstrap says in REDIS_SERVER_PATH where the program is. */
export async function startRedis(port?: number): Promise<TestRedis> {
  const chosen = port ?? (await freePort());
  const program = process.env.REDIS_SERVER_PATH ?? 'redis-server';
  const args = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    '/',
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await ready(child);
  const endWithProcess = () => void child.kill('SIGKILL');
  process.once('exit', endWithProcess);
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', endWithProcess);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${String(chosen)}`,
    port: chosen,
    pid,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function ready(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`redis-server ended with code ${String(code)}: ${output}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections') && child.pid !== undefined) resolve(child.pid);
    });
  });
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
