// `npm test`: installs what is missing, then runs every check, stopping at the first that fails.
// `npm test -- --only unit,types` runs some of them; `npm test -- --list` names them.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, installDependencies, root, run, seconds, toolEnv } from './bootstrap.mjs';
import { findChromium, findRedis } from './browsers-and-redis.mjs';

const reports = join(root, 'test-results', 'reports');

function tool(name, ...args) {
  return [join(bin, name), args];
}

function vitest(project) {
  const report = join(reports, `${project}.json`);
  return {
    commands: [
      tool(
        'vitest',
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ),
    ],
    count() {
      const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
      return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
    },
  };
}

const playwrightReport = join(reports, 'e2e.json');

const stages = {
  prepare: {
    title: 'Generated code',
    commands: [
      tool(
        'paraglide-js',
        'compile',
        '--project',
        './project.inlang',
        '--outdir',
        './src/lib/paraglide',
        '--emit-ts-declarations',
        '--silent',
      ),
      tool('svelte-kit', 'sync'),
    ],
  },
  types: {
    title: 'Types',
    commands: ['shared', 'server', 'e2e'].map((folder) => tool('tsc', '-p', `${folder}/tsconfig.json`)),
  },
  svelte: {
    title: 'Svelte and browser types',
    commands: [
      tool('svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'),
    ],
  },
  lint: {
    title: 'ESLint',
    commands: [
      tool(
        'eslint',
        '.',
        '--max-warnings',
        '0',
        '--cache',
        '--cache-location',
        'node_modules/.cache/eslint/',
      ),
    ],
  },
  format: { title: 'Prettier', commands: [tool('prettier', '--check', '--log-level', 'warn', '.')] },
  imports: {
    title: 'Import directions',
    commands: [
      tool(
        'depcruise',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err',
        'shared',
        'server',
        'src',
      ),
    ],
  },
  unused: { title: 'Unused code', commands: [tool('knip')] },
  unit: { title: 'Unit tests', ...vitest('unit') },
  integration: { title: 'Integration tests', needs: ['redis'], ...vitest('integration') },
  build: { title: 'Frontend build', commands: [[process.execPath, ['scripts/build.mjs']]] },
  e2e: {
    title: 'Browser tests',
    needs: ['redis', 'chromium'],
    commands: [tool('playwright', 'test')],
    count() {
      const { stats } = JSON.parse(readFileSync(playwrightReport, 'utf8'));
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
    },
  },
};

function chosenStages(args) {
  const all = Object.keys(stages);
  if (args.includes('--list')) {
    console.log(all.join('\n'));
    process.exit(0);
  }
  const at = args.indexOf('--only');
  const only =
    at >= 0 ? (args[at + 1] ?? '') : args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
  if (only === undefined) return all;
  const wanted = only.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new Error(
      `--only takes some of ${all.join(', ')}; unknown: ${unknown.join(', ') || 'nothing named'}`,
    );
  }
  return all.filter((name) => wanted.includes(name));
}

async function main() {
  const chosen = chosenStages(process.argv.slice(2));
  await installDependencies();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const env = toolEnv({ PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport });
  const needed = new Set(chosen.flatMap((name) => stages[name].needs ?? []));
  if (needed.has('redis')) env.REDIS_SERVER_PATH = await findRedis();
  if (needed.has('chromium')) {
    const path = await findChromium();
    if (path) env.CHROMIUM_PATH = path;
  }

  const began = Date.now();
  const summary = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of chosen) {
    const stage = stages[name];
    console.log(`\n── ${stage.title} (${name})`);
    const stageBegan = Date.now();
    let code = 0;
    for (const [command, args] of stage.commands) {
      code = await run(command, args, { env });
      if (code !== 0) break;
    }
    const counted = code === 0 ? stage.count?.() : undefined;
    if (counted) for (const key of Object.keys(total)) total[key] += counted[key];
    if (code === 0 && counted && (counted.passed === 0 || counted.failed > 0)) code = 1;
    const tests = counted
      ? `, ${counted.passed} passed` + (counted.skipped ? `, ${counted.skipped} skipped` : '')
      : '';
    summary.push(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds(stageBegan)}${tests}`);
    console.log(`── ${code === 0 ? 'ok' : 'FAILED'}, ${seconds(stageBegan)}`);
    if (code !== 0) {
      console.log(`\n${summary.join('\n')}\n\n${name} failed after ${seconds(began)}.`);
      return 1;
    }
  }
  console.log(`\n${summary.join('\n')}\n\nAll in ${seconds(began)}.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
