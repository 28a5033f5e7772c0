/** How a meeting ends: by hand or by the clock, who gets the summary, the board as it will be. */
import { z } from 'zod';
import { idSchema, type Id } from '../../protocol/index.ts';
import type { DocumentView, MapWrite, Randomness, TimedCommand } from '../kind.ts';
import { peopleOf } from './people.ts';

/** The job that closes a meeting when its time is over. */
export function expiry(due: number, random: Randomness): TimedCommand {
  return { subject: random.id(), due, name: 'meeting.close', payload: {} };
}

/** Who gets the summary by mail: everybody who took part, nobody, or those who are named. */
export const mailToSchema = z.union([z.enum(['everybody', 'nobody']), z.array(idSchema).max(1_000)]);
export type MailTo = z.infer<typeof mailToSchema>;

/** Who was invited and never came gets it only when named. */
export function receivers(mailTo: MailTo, board: DocumentView): Id[] {
  if (mailTo === 'nobody') return [];
  const here = [...peopleOf(board).values()].filter(({ removed }) => !removed);
  const chosen = here.filter(({ id, awaited }) => (mailTo === 'everybody' ? !awaited : mailTo.includes(id)));
  return chosen.map(({ id }) => id);
}

/** The board as it will be once `writes` are done. */
export function after(board: DocumentView, writes: readonly MapWrite[]): DocumentView {
  const written = new Map(writes.map((write) => [`${write.root}/${write.key}`, write]));
  return {
    text: (root) => board.text(root),
    value(root, key) {
      const write = written.get(`${root}/${key}`);
      return write ? write.value : board.value(root, key);
    },
    entries(root) {
      const entries = new Map(board.entries(root));
      for (const write of writes) {
        if (write.root !== root) continue;
        if (write.value === undefined) entries.delete(write.key);
        else entries.set(write.key, write.value);
      }
      return entries;
    },
  };
}
