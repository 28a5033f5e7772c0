import { randomUUID } from 'node:crypto';
import { takesGuests, type Setup } from '#shared/meeting/setup.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import { MeetingSeal } from '../log/seal.ts';
import type { Pools } from '../pool.ts';
import { sealText } from '../sealed.ts';
import { shortTransaction } from '../transaction.ts';
import { openSetup, sealSetup } from './stored-setup.ts';

export interface NewDraft {
  readonly teamId: Id;
  readonly kind: string;
  readonly setup: Setup;
  readonly accountId: Id;
  /** When a repeat makes it: under an id of the job's, so that it is made once. */
  readonly from?: { readonly repeatId: Id; readonly meetingId: Id };
}

/** A draft as it stands. */
export interface Draft {
  readonly kind: string;
  readonly setup: Setup;
  readonly version: number;
}

/** Meetings that have not started. */
export class Drafts {
  readonly #pools: Pools;
  readonly #keys: KeyStore;

  constructor(pools: Pools, keys: KeyStore) {
    this.#pools = pools;
    this.#keys = keys;
  }

  /** Makes a draft. Its keys are on the disk before its rows are. */
  async create({ teamId, kind, setup, accountId, from }: NewDraft): Promise<Id> {
    const meetingId = from?.meetingId ?? randomUUID();
    const [contentSlot, privateSlot] = await Promise.all([this.#keys.create(), this.#keys.create()]);
    const seal = new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot });
    const made = await shortTransaction(this.#pools.general, async (db) => {
      const { rowCount } = await db.query(
        `insert into meetings (id, organisation_id, team_id, kind, state, title, guests, setup, content_slot, private_slot, created_by, repeat_id)
          select $1, t.organisation_id, t.id, $3, 'draft', $4, $5, $6, $7, $8, $9, (select id from repeats where id = $10)
          from teams t where t.id = $2
          on conflict (id) do nothing`,
        [
          meetingId,
          teamId,
          kind,
          sealText(seal.content, seal.context('title'), setup.title),
          takesGuests(setup.options),
          sealSetup(seal, setup),
          contentSlot,
          privateSlot,
          accountId,
          from?.repeatId ?? null,
        ],
      );
      if (rowCount !== 1) return false;
      await db.query('insert into meeting_heads (meeting_id) values ($1)', [meetingId]);
      await db.query(`insert into meeting_steps (meeting_id, name, votes) values ($1, '', false)`, [
        meetingId,
      ]);
      return true;
    });
    // What may have been committed keeps its keys: here Postgres has said that it wrote nothing.
    if (!made) await Promise.all([this.#keys.destroy(contentSlot), this.#keys.destroy(privateSlot)]);
    if (!made && !from) throw new Refusal('not-found');
    return meetingId;
  }

  /** Null for what is no draft. */
  async get(meetingId: Id): Promise<Draft | null> {
    const { rows } = await this.#pools.general.query<{
      kind: string;
      setup: Buffer;
      setup_version: number;
      content_slot: number;
    }>('select kind, setup, setup_version, content_slot from meetings where id = $1 and setup is not null', [
      meetingId,
    ]);
    const [row] = rows;
    if (!row) return null;
    const setup = openSetup(this.#sealOf(meetingId, row.content_slot), row.setup);
    return { kind: row.kind, setup, version: row.setup_version };
  }

  /** Takes the setup in place of the given version, and of no other: `changed-meanwhile`. Answers the new version. */
  async change(meetingId: Id, setup: Setup, version: number): Promise<number> {
    const { rows } = await this.#pools.general.query<{ content_slot: number }>(
      'select content_slot from meetings where id = $1',
      [meetingId],
    );
    const [row] = rows;
    if (!row) throw new Refusal('not-found');
    const seal = this.#sealOf(meetingId, row.content_slot);
    const { rowCount } = await this.#pools.general.query(
      `update meetings set setup = $3, setup_version = $2 + 1, title = $4, guests = $5
        where id = $1 and setup is not null and setup_version = $2`,
      [
        meetingId,
        version,
        sealSetup(seal, setup),
        sealText(seal.content, seal.context('title'), setup.title),
        takesGuests(setup.options),
      ],
    );
    if (rowCount !== 1) throw new Refusal('changed-meanwhile');
    return version + 1;
  }

  /** Throws `not-allowed` for a meeting that has started. Its keys go with it, by trigger. */
  async remove(meetingId: Id): Promise<void> {
    await shortTransaction(this.#pools.general, async (db) => {
      // The head first, as whoever starts it does.
      await db.query('select 1 from meeting_heads where meeting_id = $1 for update', [meetingId]);
      const { rowCount } = await db.query(`delete from meetings where id = $1 and state = 'draft'`, [
        meetingId,
      ]);
      if (rowCount !== 1) throw new Refusal('not-allowed', 'it has started');
    });
  }

  #sealOf(meetingId: Id, contentSlot: number): MeetingSeal {
    return new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot: null });
  }
}
