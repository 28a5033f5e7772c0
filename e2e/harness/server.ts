/** The real server as a process of its own, for browsers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestServer {
  readonly origin: string;
  /** Where it listens; a proxy in front of it may be what browsers speak to. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts `server/main.ts` on a database and waits until it says that it is ready. */
export async function startServer(databaseUrl: string): Promise<TestServer> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'team-oclock-e2e-'));
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      ORIGIN: origin,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  await Promise.race([
    output.saying('is running at'),
    once(child, 'exit').then(() => {
      throw new Error(`the server ended:\n${output.text()}`);
    }),
  ]);
  return {
    origin,
    port,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function collect(child: ChildProcess) {
  let text = '';
  const waiting: { words: string; resolve: () => void }[] = [];
  const take = (chunk: Buffer) => {
    text += chunk.toString();
    for (const { words, resolve } of waiting) if (text.includes(words)) resolve();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    text: () => text,
    saying: (words: string) => new Promise<void>((resolve) => waiting.push({ words, resolve })),
  };
}
