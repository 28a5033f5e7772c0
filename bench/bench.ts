/**
 * `npm run bench`: measures our server against its peers, in turns, and prints the tables.
 * `-- --only V-1,V-4 --targets relay,ours --quick --rounds 3 --write --server <file>` narrow or change it.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { benchArguments } from './arguments.ts';
import { writtenTable } from './browser/table.ts';
import { describePinning, pinClients } from './process/cores.ts';
import { document, table, type Measured, type Section } from './report.ts';
import { Catalogue, type TargetName } from './targets/catalogue.ts';
import type { Target } from './targets/target.ts';
import { latency } from './work/v1-latency.ts';
import { throughput } from './work/v2-throughput.ts';
import { memory } from './work/v3-memory.ts';
import { joining } from './work/v4-join.ts';
import { coldStart } from './work/v5-cold-start.ts';
import { killed } from './work/v6-kills.ts';
import type { Size, Work } from './work/work.ts';

const plan: readonly Work[] = [latency, throughput, memory, joining, coldStart, killed];
const args = benchArguments(process.argv.slice(2));
const size: Size = args.quick ? 'quick' : 'full';
const log = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Measures all targets in turns, the order reversed every other round, so that no place in it is the better one. */
async function measure(work: Work, targets: ReadonlyMap<TargetName, Target>): Promise<Section> {
  const names = work.targets.filter((name) => targets.has(name));
  const rounds = new Map<TargetName, Readonly<Record<string, number>>[]>(names.map((name) => [name, []]));
  const failures = new Map<TargetName, string>();
  const count = args.rounds ?? work.rounds[size];
  for (let round = 0; round < count; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const target = targets.get(name);
      if (!target || failures.has(name)) continue;
      log(`${work.id} ${name}, round ${round + 1} of ${count}`);
      try {
        rounds
          .get(name)
          ?.push(await work.measure(target, size, (line) => log(`${work.id} ${name}: ${line}`)));
      } catch (error) {
        log(`${work.id} ${name} FAILED: ${reason(error)}`);
        failures.set(name, reason(error));
        process.exitCode = 1;
      }
    }
  }
  const measured = names.map((target): Measured => {
    const failure = failures.get(target);
    const all = rounds.get(target) ?? [];
    return failure === undefined ? { target, rounds: all } : { target, rounds: all, failure };
  });
  return { work, measured };
}

async function main(): Promise<void> {
  const works = plan.filter(({ id }) => args.only.length === 0 || args.only.includes(id));
  if (works.length === 0) throw new Error(`--only knows ${plan.map(({ id }) => id).join(', ')}`);
  const needed = args.targets.filter((name) => works.some(({ targets }) => targets.includes(name)));
  pinClients();
  log(describePinning());
  const catalogue = new Catalogue(args.server);
  const targets = new Map<TargetName, Target>();
  const sections: Section[] = [];
  try {
    for (const name of needed) {
      const target = await catalogue.create(name);
      targets.set(name, target);
      log(`starting ${name}`);
      await target.start();
    }
    for (const work of works) {
      const section = await measure(work, targets);
      sections.push(section);
      console.log(
        `\n${work.id}: ${work.title}${args.quick ? ' (quick: less of everything)' : ''}\nBar: ${work.bar}\n\n${table(section)}\n`,
      );
    }
  } finally {
    for (const target of targets.values()) await target.stop();
  }
  if (!args.write) return;
  const rounds = works.map(({ id, rounds: each }) => `${id} ${args.rounds ?? each[size]}`).join(', ');
  const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
  const text = document(sections, size, `rounds: ${rounds}`, writtenTable());
  // Written as the format check wants it.
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
  log(`wrote ${file}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await main();
