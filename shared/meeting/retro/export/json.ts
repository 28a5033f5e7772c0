import type { Summary } from '../summary.ts';

/** The summary as it is stored, with the name and number of its shape for whoever reads it by program. */
export function jsonOf(summary: Summary): string {
  return `${JSON.stringify({ format: 'team-oclock/retro-summary', version: 1, summary }, null, 2)}\n`;
}
