/** The figures of V-7 as a table with bars and verdicts, on the screen and in docs/benchmarks.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What it must be; '' where it is told for information. */
  readonly bar: string;
  readonly met: boolean;
}

const heading = '## V-7: The browser';
const file = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

/** One Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['', 'measured', 'bar', 'verdict']),
    line(['---', '---', '---', '---']),
    ...rows.map(({ what, measured, bar, met }) =>
      line([what, measured, bar, bar === '' ? '' : met ? 'met' : 'MISSED']),
    ),
  ].join('\n');
}

/** Puts the table into docs/benchmarks.md, in the place of an older one. */
export async function writeTable(rows: readonly Row[], how: string): Promise<string> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n';
  const section = `${heading}\n\nWritten by \`npm run bench:browser\` on ${new Date().toISOString().slice(0, 10)}. ${how}\n\n${tableOf(rows)}\n\n`;
  const start = text.indexOf(heading);
  const without = start < 0 ? text : text.slice(0, start) + text.slice(endOf(text, start));
  const at = without.indexOf('## How to read it');
  const whole = at < 0 ? `${without}\n${section}` : without.slice(0, at) + section + without.slice(at);
  writeFileSync(file, await format(whole, { ...(await resolveConfig(file)), parser: 'markdown' }));
  return file;
}

function endOf(text: string, start: number): number {
  const next = text.indexOf('\n## ', start + 1);
  return next < 0 ? text.length : next + 1;
}

/** The section as it stands in docs/benchmarks.md, for whoever writes the rest of that file; '' when there is none. */
export function writtenTable(): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const start = text.indexOf(heading);
  return start < 0 ? '' : text.slice(start, endOf(text, start));
}
