import { randomUUID } from 'node:crypto';
import { KeyGone, type KeyStore } from '../keys/index.ts';
import { queueMails } from '../outbox/rows.ts';
import { sealJson } from '../sealed.ts';
import type { Db } from '../transaction.ts';
import type { CommandTransaction } from '../../rooms/ports.ts';
import type { Position } from './positions.ts';

type Closing = Parameters<CommandTransaction['close']>[0];

/** The associated data of a card that went back to its author. */
export const leftOverContext = (accountId: string, id: string) => `account/${accountId}/left-over/${id}`;

/**
 * Ends a meeting within the command's transaction. What stays is under the content key: the summary, `board` and
 * `table` as they are, the participants' names. Whatever says who wrote or voted is deleted, and a trigger queues the
 * destruction of the private key, so that no copy in the WAL or a backup can be read either.
 */
export async function closeMeeting(
  db: Db,
  keys: KeyStore,
  position: Position,
  closing: Closing,
): Promise<void> {
  const { seal } = position;
  const { meetingId } = seal;
  for (const { document, update } of closing.documents) {
    const version = position.versions.get(document) ?? 0;
    await db.query(
      'insert into frozen_documents (meeting_id, document, version, snapshot) values ($1, $2, $3, $4)',
      [meetingId, document, version, seal.sealSnapshot(document, version, update)],
    );
  }
  await giveBack(db, keys, meetingId, closing.leftOver);
  await tell(db, keys, meetingId, closing.mailTo);
  for (const table of [
    'meeting_log',
    'meeting_writers',
    'meeting_documents',
    'command_answers',
    'ballots',
    'ballots_used',
    'jobs',
    'meeting_steps',
  ]) {
    await db.query(`delete from ${table} where meeting_id = $1`, [meetingId]);
  }
  await db.query('update meeting_heads set epoch = epoch + 1, open = false where meeting_id = $1', [
    meetingId,
  ]);
  await db.query(
    `update meetings set state = 'closed', closed_at = now(), summary = $2, private_slot = null where id = $1`,
    [meetingId, sealJson(seal.content, seal.context('summary'), closing.summary)],
  );
}

/** The summary goes to those of the members who have an account and were not removed. */
async function tell(db: Db, keys: KeyStore, meetingId: string, members: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ account_id: string }>(
    `select account_id from participants
      where meeting_id = $1 and id = any($2::uuid[]) and account_id is not null and removed_at is null`,
    [meetingId, members],
  );
  await queueMails(
    db,
    keys,
    rows.map(({ account_id: to }) => ({ to, mail: 'summary' as const, meetingId })),
  );
}

/** Cards never published go under their authors' own keys. A guest has no account: theirs are only in their browser. */
async function giveBack(
  db: Db,
  keys: KeyStore,
  meetingId: string,
  leftOver: Closing['leftOver'],
): Promise<void> {
  if (leftOver.length === 0) return;
  const { rows } = await db.query<{ id: string; account_id: string; key_slot: number }>(
    `select p.id, p.account_id, a.key_slot from participants p join accounts a on a.id = p.account_id
      where p.meeting_id = $1`,
    [meetingId],
  );
  const authors = new Map(rows.map((row) => [row.id, row]));
  for (const { memberId, column, text } of leftOver) {
    const author = authors.get(memberId);
    if (!author) continue;
    const id = randomUUID();
    try {
      const payload = sealJson(keys.cipher(author.key_slot), leftOverContext(author.account_id, id), {
        meetingId,
        column,
        text,
      });
      await db.query(
        `insert into left_over (id, account_id, payload, expires_at) values ($1, $2, $3, now() + interval '30 days')`,
        [id, author.account_id, payload],
      );
    } catch (error) {
      // The account is being deleted at this moment: what is its own goes with it.
      if (!(error instanceof KeyGone)) throw error;
    }
  }
}
