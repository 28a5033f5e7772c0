/** Turns figures into tables: on the screen, and in docs/benchmarks.md. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { coreCount, describePinning } from './process/cores.ts';
import { median, short } from './statistics.ts';
import type { TargetName } from './targets/catalogue.ts';
import type { Column, Size, Work } from './work/work.ts';

/** Every round's figures of one target, or why there are none. */
export interface Measured {
  readonly target: TargetName;
  readonly rounds: readonly Readonly<Record<string, number>>[];
  readonly failure?: string;
}

export interface Section {
  readonly work: Work;
  readonly measured: readonly Measured[];
}

/** What ratios are taken against, where it was measured. */
const references = ['relay', 'hocuspocus', 'hocuspocus-append', 'hocuspocus-database'] as const;

function figure({ rounds }: Measured, column: Column): number {
  return median(rounds.map((round) => round[column.key] ?? Number.NaN));
}

function ratio(section: Section, one: Measured, column: Column, reference: TargetName): string {
  const other = section.measured.find(({ target }) => target === reference);
  return other ? short(figure(one, column) / figure(other, column)) : '–';
}

function spreadOf({ rounds }: Measured, column: Column): string {
  const values = rounds.map((round) => round[column.key] ?? Number.NaN);
  return values.length > 1 ? ` (${short(Math.min(...values))}–${short(Math.max(...values))})` : '';
}

/** One Markdown table: a row for each target, medians of the rounds with their range, then the ratios. */
export function table(section: Section): string {
  const { work, measured } = section;
  const present = references.filter((name) =>
    measured.some(({ target, failure }) => target === name && failure === undefined),
  );
  const compared = work.columns.filter(({ ratios }) => ratios);
  const head = [
    'server',
    ...work.columns.map(({ label }) => label),
    ...compared.flatMap(({ label }) => present.map((name) => `${label} ÷ ${name}`)),
  ];
  const rows = measured.map((one) => {
    if (one.failure !== undefined)
      return [one.target, `did not finish: ${one.failure.replaceAll('|', '/').slice(0, 200)}`];
    return [
      one.target,
      ...work.columns.map((column) => short(figure(one, column)) + spreadOf(one, column)),
      ...compared.flatMap((column) => present.map((name) => ratio(section, one, column, name))),
    ];
  });
  const line = (cells: readonly string[]) => `| ${head.map((_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content
    ? String(content.version)
    : 'unknown';
}

const reading = `## How to read it

- Compare rows within one table: every server was measured in this run, in turns, and the machine's noise hit all of them.
  Each figure is the median of the rounds, with the range behind it. \`÷\` columns divide a row by the named peer.
- *relay* passes frames on and knows nothing: the floor. *hocuspocus* keeps all in memory; *hocuspocus-append* has each
  update in SQLite (WAL, \`synchronous = FULL\`) before it is shown to anybody, so it makes our promise;
  *hocuspocus-database* is its own store with its default debounce. *ours* is the product with its own Postgres, over
  \`/yjs\` like the peers; *ours-socket.io* is the same server over the transport that browsers use.
- All speak through one raw client, which sends updates made beforehand by real Y.Docs and finds edits in what it
  receives by their bytes. After each run what two clients received, and what a newcomer gets, is replayed into real
  replicas: they must be the same and hold every edit, or the row says that it did not finish.

## What the figures do not say

- One machine, loopback, no TLS. The client shares the machine, and at the highest loads of V-2 it may be full before a
  server is: delivered per CPU second is the figure that compares servers there.
- Our server's processor time is that of its own process; what Postgres used beside it is in a column of its own. The
  SQLite of hocuspocus-append works inside the measured process.
- Edits that one flush merges count as delivered one by one, for hocuspocus and for us: both send fewer frames than edits.
- In V-4 and V-5 a room of ours is two documents. *with every document* opens both, over \`/yjs\` with a socket each.
- A room of ours holds the notes twice: as texts in their authors' own documents and, once revealed, as plain values on the
  board, which is what a newcomer gets. The peers have no such thing as publishing; their notes are texts for good. V-3
  counts all that is loaded, V-4 what a newcomer has to be sent.
`;

/** The whole of docs/benchmarks.md; `browser` is the section that another command measures. */
export function document(sections: readonly Section[], size: Size, rounds: string, browser: string): string {
  const cpu = cpus()[0]?.model ?? 'unknown';
  const versions = [
    'yjs',
    'ws',
    '@hocuspocus/server',
    '@hocuspocus/extension-database',
    'y-websocket-1',
    'socket.io',
    'pg',
  ];
  const parts = sections.map(
    (section) =>
      `## ${section.work.id}: ${section.work.title}\n\nBar: ${section.work.bar}.\n\n${table(section)}\n`,
  );
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)} (${size} size, ${rounds}).

- Machine: ${cpu}, ${coreCount} cores, ${Math.round(totalmem() / 1e9)} GB. Placement: ${describePinning()}.
- Node ${process.version}; ${versions.map((name) => `${name} ${versionOf(name)}`).join(', ')}.

${parts.join('\n')}
${browser}${reading}`;
}
