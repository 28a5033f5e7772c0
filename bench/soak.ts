/**
 * `npm run soak`: the long proofs, by name. Each stage says its seed and its progress, and throws when a property does
 * not hold. `--seed`, `--seeds` and `--kills` say how much; `--server <file>` starts another server in place of the product, `--expect-loss` wants it to be caught.
 */
import { soakArguments, type SoakArguments } from './arguments.ts';
import { Catalogue } from './targets/catalogue.ts';
import { fuzzLoop } from './work/fuzz-loop.ts';
import { killLoop, people } from './work/kill-loop.ts';

export interface Stage {
  readonly name: string;
  /** Whether it runs the server that `--server` names; only such a stage can be expected to lose something. */
  readonly servesFrom: boolean;
  /** Resolves with one line about what was done; throws when a property was broken. */
  run(args: SoakArguments, log: (line: string) => void): Promise<string>;
}

async function kills(args: SoakArguments, log: (line: string) => void): Promise<string> {
  const catalogue = new Catalogue(args.server, people);
  const lines: string[] = [];
  let lost = 0;
  for (const name of ['ours', 'ours-socket.io'] as const) {
    const target = await catalogue.create(name);
    try {
      await target.start();
      const outcome = await killLoop(target, args.kills, args.seed, (line) => log(`${name}: ${line}`));
      lost += outcome.seenLost + outcome.acknowledgedLost;
      lines.push(
        `${name}: ${outcome.kills} kills, ${outcome.seenLost} of ${outcome.seen} seen and ` +
          `${outcome.acknowledgedLost} of ${outcome.acknowledged} acknowledged edits lost`,
      );
    } finally {
      await target.stop();
    }
  }
  const summary = lines.join('; ');
  if (args.expectLoss ? lost === 0 : lost > 0)
    throw new Error(args.expectLoss ? `nothing was lost, though it should be: ${summary}` : summary);
  return summary;
}

const stages: readonly Stage[] = [
  { name: 'fuzz', servesFrom: false, run: ({ seeds, seed }, log) => fuzzLoop(seeds, seed, log) },
  { name: 'kills', servesFrom: true, run: kills },
];

const args = soakArguments(process.argv.slice(2));
const chosen = stages.filter(
  ({ name, servesFrom }) =>
    (args.only.length === 0 || args.only.includes(name)) && (servesFrom || !args.expectLoss),
);
if (chosen.length === 0) throw new Error(`--only knows ${stages.map(({ name }) => name).join(', ')}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.log(`seed ${args.seed}, server ${args.server}`);
for (const stage of chosen) {
  const start = performance.now();
  const log = (line: string) => console.log(`[${stage.name}] ${line}`);
  try {
    const summary = await stage.run(args, log);
    log(`passed in ${Math.round((performance.now() - start) / 1_000)} s: ${summary}`);
  } catch (error) {
    log(`FAILED with seed ${args.seed}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
