/** The seeded fuzz of rooms and of the client's sync, over many more seeds than `npm test` takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const suites = ['server/rooms/rooms.test.ts', 'src/lib/sync/fuzz.test.ts'];
/** As many as `npm test` runs: what a suite wants to have seen in all, it then sees in each slice. */
const slice = 200;

async function runSlice(from: number, seeds: number): Promise<void> {
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit', '--reporter=dot', ...suites], {
    cwd: project,
    env: { ...process.env, FUZZ_FROM: String(from), FUZZ_SEEDS: String(seeds), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const end = () => child.kill();
  process.once('exit', end);
  const [code] = await once(child, 'close');
  process.off('exit', end);
  if (code !== 0)
    throw new Error(
      `seeds ${from} to ${from + seeds - 1} (FUZZ_FROM=${from} FUZZ_SEEDS=${seeds}):\n${Buffer.concat(said)}`,
    );
}

/** Runs `seeds` seeds, rounded up to whole slices, beginning with `first`; throws with the output of the first slice that fails. */
export async function fuzzLoop(seeds: number, first: number, log: (line: string) => void): Promise<string> {
  const slices = Math.ceil(seeds / slice);
  for (let index = 0; index < slices; index++) {
    await runSlice(first + index * slice, slice);
    log(`${(index + 1) * slice} of ${slices * slice} seeds`);
  }
  return `${slices * slice} seeds from ${first}, each for the rooms and for the client’s sync`;
}
