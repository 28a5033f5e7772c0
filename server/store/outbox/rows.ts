/** What is to leave the system: rows written in the transaction that causes them, taken by any node. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { idSchema, type Id } from '#shared/protocol/index.ts';
import { KeyGone, type KeyStore } from '../keys/index.ts';
import { openJson, sealJson } from '../sealed.ts';
import type { Db } from '../transaction.ts';

const mailSchema = z.strictObject({
  /** An account. Its address is looked up when the mail is sent, so that no copy of it waits here. */
  to: idSchema,
  mail: z.enum(['invitation', 'summary']),
  meetingId: idSchema,
});
/** A mail about a meeting, to somebody with an account. */
export type QueuedMail = z.infer<typeof mailSchema>;

const context = (id: Id) => `outbox/${id}`;

/** Nobody else takes a row within this time, which is far longer than sending may last. */
const lease = '2 minutes';
/** What could not be sent is kept this long, for whoever asks what became of it. */
const keptDead = '30 days';

/** Queues mails about a meeting in the caller's transaction. A mail that is queued already is not queued again. */
export async function queueMails(db: Db, keys: KeyStore, mails: readonly QueuedMail[]): Promise<void> {
  for (const mail of mails) {
    const { rows } = await db.query<{ id: Id; key_slot: number }>(
      `select o.id, o.key_slot from meetings m join organisations o on o.id = m.organisation_id where m.id = $1`,
      [mail.meetingId],
    );
    const [organisation] = rows;
    if (!organisation) return;
    const id = randomUUID();
    try {
      const cipher = keys.cipher(organisation.key_slot);
      await db.query(
        `insert into outbox (id, organisation_id, destination, payload, idempotency_key)
          values ($1, $2, 'email', $3, $4) on conflict (idempotency_key) do nothing`,
        [
          id,
          organisation.id,
          sealJson(cipher, context(id), mail),
          // Keyed, so that the row does not say who was in which meeting.
          cipher.hmac(`${mail.mail}/${mail.meetingId}/${mail.to}`).toString('base64url'),
        ],
      );
    } catch (error) {
      // The organisation is being deleted at this moment: nobody is told of its meetings any more.
      if (!(error instanceof KeyGone)) throw error;
    }
  }
}

/** A mail whose turn has come. */
export interface DueMail extends QueuedMail {
  readonly id: Id;
  /** This try included. */
  readonly attempts: number;
}

/** The rows, as whoever sends them sees them. */
export class OutboxRows {
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#keys = keys;
  }

  /** Takes what is due and what nobody else has. Whoever dies meanwhile gives it back when the lease is over. */
  async take(most: number): Promise<DueMail[]> {
    const { rows } = await this.#db.query<{ id: Id; payload: Buffer; attempts: number; key_slot: number }>({
      name: 'take-outbox',
      text: `with due as materialized (
          select id from outbox where run_at <= now() and dead_at is null and destination = 'email'
          order by run_at limit $1 for update skip locked
        ), taken as (
          update outbox set attempts = attempts + 1, run_at = now() + interval '${lease}'
          where id in (select id from due) returning id, organisation_id, payload, attempts
        ) select t.id, t.payload, t.attempts, o.key_slot from taken t join organisations o on o.id = t.organisation_id`,
      values: [most],
    });
    const mails: DueMail[] = [];
    for (const { id, payload, attempts, key_slot: slot } of rows) {
      try {
        mails.push({
          id,
          attempts,
          ...openJson(this.#keys.cipher(slot), context(id), payload, mailSchema),
        });
      } catch (error) {
        if (!(error instanceof KeyGone)) throw error;
        await this.done(id);
      }
    }
    return mails;
  }

  /** It was sent, or there is nobody to send it to. */
  async done(id: Id): Promise<void> {
    await this.#db.query('delete from outbox where id = $1', [id]);
  }

  /** It is tried again. `problem` names what went wrong, without a word of the mail's. */
  async postpone(id: Id, seconds: number, problem: string): Promise<void> {
    await this.#db.query(
      'update outbox set run_at = now() + make_interval(secs => $2), last_error = $3 where id = $1',
      [id, seconds, problem],
    );
  }

  /** It is given up, and stays for whoever asks. */
  async bury(id: Id, problem: string): Promise<void> {
    await this.#db.query('update outbox set dead_at = now(), last_error = $2 where id = $1', [id, problem]);
  }

  /** What was given up long ago goes. */
  async clear(): Promise<void> {
    await this.#db.query(`delete from outbox where dead_at < now() - interval '${keptDead}'`);
  }
}
