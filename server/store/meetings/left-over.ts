import { z } from 'zod';
import { idSchema, type Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import { leftOverContext } from '../log/close.ts';
import { openJson } from '../sealed.ts';
import type { Db } from '../transaction.ts';

const shape = z.object({ meetingId: idSchema, column: z.string(), text: z.string() });
/** A card that was never published, kept for its author alone. */
export type LeftOverCard = z.infer<typeof shape> & { readonly id: Id };

/** Cards waiting for their authors' next visit, for 30 days. */
export class LeftOvers {
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#keys = keys;
  }

  async leftOverOf(accountId: Id): Promise<LeftOverCard[]> {
    const { rows } = await this.#db.query<{ id: Id; payload: Buffer; key_slot: number }>(
      `select l.id, l.payload, a.key_slot from left_over l join accounts a on a.id = l.account_id
        where l.account_id = $1 and l.expires_at > now() order by l.expires_at`,
      [accountId],
    );
    return rows.map(({ id, payload, key_slot: slot }) => ({
      id,
      ...openJson(this.#keys.cipher(slot), leftOverContext(accountId, id), payload, shape),
    }));
  }

  /** The author has taken it, or does not want it. */
  async forgetLeftOver(accountId: Id, id: Id): Promise<void> {
    await this.#db.query('delete from left_over where id = $1 and account_id = $2', [id, accountId]);
  }
}
