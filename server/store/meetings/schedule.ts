/** When a repeat comes again: its row and its job say the same, in one transaction. */
import { z } from 'zod';
import { next } from '#shared/schedule/occurrence.ts';
import type { Setup } from '#shared/meeting/setup.ts';
import { ruleSchema, type Rule } from '#shared/schedule/rule.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { Cipher, KeyStore } from '../keys/index.ts';
import { openJson, sealJson } from '../sealed.ts';
import type { Db } from '../transaction.ts';
import { storedSetup } from './stored-setup.ts';
import { teamCipher } from './team-key.ts';

const storedRepeat = z.strictObject({ setup: storedSetup, rule: ruleSchema });
/** What is to come again, and when. */
interface StoredRepeat {
  readonly setup: Setup;
  readonly rule: Rule;
}

const context = (id: Id) => `repeat/${id}`;

/** For the column `repeats.content`. */
export function sealRepeat(cipher: Cipher, id: Id, repeat: StoredRepeat): Buffer {
  return sealJson(cipher, context(id), repeat);
}

/** Reads the column `repeats.content`. */
export function openRepeat(cipher: Cipher, id: Id, sealed: Uint8Array): StoredRepeat {
  return openJson(cipher, context(id), sealed, storedRepeat);
}

/** The first time that is to come by Postgres's clock: what was missed while nobody ran is not caught up twice. */
export async function nextTime(db: Db, rule: Rule): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('select now() as now');
  return new Date(next(rule, (rows[0]?.now ?? new Date()).getTime()));
}

/** Queues the start at a time. */
export async function queueStart(db: Db, id: Id, due: Date): Promise<void> {
  await db.query(
    `insert into jobs (kind, subject, due, run_at) values ('start-repeat', $1, $2, $2)
      on conflict (kind, subject, due) do nothing`,
    [id, due],
  );
}

/** Moves a repeat on to its next time. One that was ended meanwhile has none. */
export async function scheduleNext(db: Db, keys: KeyStore, id: Id): Promise<void> {
  const { rows } = await db.query<{ team_id: Id; content: Buffer }>(
    'select team_id, content from repeats where id = $1 for update',
    [id],
  );
  const [row] = rows;
  if (!row) return;
  const { rule } = openRepeat(await teamCipher(db, keys, row.team_id), id, row.content);
  const due = await nextTime(db, rule);
  await db.query('update repeats set next = $2 where id = $1', [id, due]);
  await queueStart(db, id, due);
}
