/** What may stand behind `npm run bench --` and `npm run soak --`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { productEntry, targetNames, type TargetName } from './targets/catalogue.ts';

export interface BenchArguments {
  readonly only: readonly string[];
  readonly targets: readonly TargetName[];
  readonly quick: boolean;
  readonly rounds: number | undefined;
  /** Whether docs/benchmarks.md is written: a complete, full run does, others only when told. */
  readonly write: boolean;
  readonly server: string;
}

function list(value: string | undefined): string[] {
  return (value ?? '').split(',').filter((name) => name !== '');
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} takes a whole number`);
  return Number(value);
}

function isTarget(name: string): name is TargetName {
  return targetNames.some((known) => known === name);
}

export function benchArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      targets: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      server: { type: 'string', default: productEntry },
    },
  });
  const wanted = list(values.targets);
  const unknown = wanted.find((name) => !isTarget(name));
  if (unknown !== undefined) throw new Error(`--targets knows ${targetNames.join(', ')}, not ${unknown}`);
  const only = list(values.only);
  const complete = only.length === 0 && wanted.length === 0 && !values.quick;
  return {
    only,
    targets: wanted.length === 0 ? targetNames : wanted.filter(isTarget),
    quick: values.quick,
    rounds: wholeNumber('rounds', values.rounds),
    write: values.write || complete,
    server: resolve(values.server),
  };
}

export interface SoakArguments {
  readonly only: readonly string[];
  readonly kills: number;
  /** How many seeds the fuzz runs. */
  readonly seeds: number;
  readonly seed: number;
  /** The file that starts the server: a test may give a broken one. */
  readonly server: string;
  /** Succeeds only if something was lost: for a server that is broken on purpose. */
  readonly expectLoss: boolean;
}

export function soakArguments(args: readonly string[]): SoakArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      kills: { type: 'string' },
      seeds: { type: 'string' },
      seed: { type: 'string' },
      server: { type: 'string', default: productEntry },
      'expect-loss': { type: 'boolean', default: false },
    },
  });
  return {
    only: list(values.only),
    kills: wholeNumber('kills', values.kills) ?? 50,
    seeds: wholeNumber('seeds', values.seeds) ?? 3_000,
    seed: wholeNumber('seed', values.seed) ?? Math.floor(Math.random() * 1e9),
    server: resolve(values.server),
    expectLoss: values['expect-loss'],
  };
}
