import { z } from 'zod';
import { idSchema, type Id } from '#shared/protocol/index.ts';
import { KeyGone, type KeyStore } from '../keys/index.ts';
import { leftOverContext } from '../log/close.ts';
import { openJson } from '../sealed.ts';
import type { Db } from '../transaction.ts';

const shape = z.object({ meetingId: idSchema, column: z.string(), text: z.string() });

/** A card that was never published, kept for its author alone. */
export interface LeftOverCard {
  readonly id: Id;
  readonly meetingId: Id;
  /** The team of its meeting; null when that is gone. */
  readonly teamId: Id | null;
  readonly column: string;
  readonly text: string;
  readonly expiresAt: Date;
}

interface Row {
  id: Id;
  payload: Buffer;
  key_slot: number;
  expires_at: Date;
}

/** Cards waiting for their authors' next visit, for 30 days. */
export class LeftOvers {
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#keys = keys;
  }

  async leftOverOf(accountId: Id): Promise<LeftOverCard[]> {
    const { rows } = await this.#db.query<Row>(
      `select l.id, l.payload, l.expires_at, a.key_slot from left_over l join accounts a on a.id = l.account_id
        where l.account_id = $1 and l.expires_at > now() order by l.expires_at, l.id`,
      [accountId],
    );
    const cards = rows.flatMap((row) => this.#open(row, accountId));
    const teams = await this.#teamsOf(cards.map(({ meetingId }) => meetingId));
    return cards.map((card) => ({ ...card, teamId: teams.get(card.meetingId) ?? null }));
  }

  /** The author has taken it, or does not want it. */
  async forgetLeftOver(accountId: Id, id: Id): Promise<void> {
    await this.#db.query('delete from left_over where id = $1 and account_id = $2', [id, accountId]);
  }

  #open({ id, payload, key_slot: slot, expires_at: expiresAt }: Row, accountId: Id) {
    try {
      const card = openJson(this.#keys.cipher(slot), leftOverContext(accountId, id), payload, shape);
      return [{ id, expiresAt, ...card }];
    } catch (error) {
      // The account is being deleted at this moment.
      if (error instanceof KeyGone) return [];
      throw error;
    }
  }

  async #teamsOf(meetingIds: readonly Id[]): Promise<Map<Id, Id>> {
    const { rows } = await this.#db.query<{ id: Id; team_id: Id }>(
      'select id, team_id from meetings where id = any($1::uuid[])',
      [meetingIds],
    );
    return new Map(rows.map(({ id, team_id: teamId }) => [id, teamId]));
  }
}
