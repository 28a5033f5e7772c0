import type { Summary } from '../summary.ts';

/** A name that every system takes: letters and digits of any script, the day, the ending. */
export function fileName({ title, closedAt }: Pick<Summary, 'title' | 'closedAt'>, ending: string): string {
  const words = title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+/, '');
  const short = [...words].slice(0, 60).join('').replace(/-+$/, '');
  return `${short || 'retrospective'}-${new Date(closedAt).toISOString().slice(0, 10)}.${ending}`;
}
