import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { DocumentSnapshot, MeetingState } from '../rooms/ports.ts';
import type { KeyStore } from './keys/index.ts';
import { frozenOf } from './log/read.ts';
import { MeetingSeal } from './log/seal.ts';
import { ActionItems } from './meetings/action-items.ts';
import { LeftOvers } from './meetings/left-over.ts';
import { Participants } from './meetings/participants.ts';
import type { Pools } from './pool.ts';
import { openJson, openText, sealText } from './sealed.ts';
import { shortTransaction, type Db } from './transaction.ts';

/** What lists and pages say about a meeting. */
export interface MeetingEntry {
  readonly meetingId: Id;
  readonly organisationId: Id;
  readonly teamId: Id;
  readonly kind: string;
  readonly state: MeetingState;
  readonly title: string;
  readonly guests: boolean;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

export interface NewMeeting {
  readonly organisationId: Id;
  readonly teamId: Id;
  readonly kind: string;
  readonly title: string;
  readonly guests: boolean;
  /** Who makes it, and takes the first place. */
  readonly accountId: Id;
}

interface Row {
  id: Id;
  organisation_id: Id;
  team_id: Id;
  kind: string;
  state: MeetingState;
  title: Buffer;
  guests: boolean;
  content_slot: number;
  created_at: Date;
  closed_at: Date | null;
  summary: Buffer | null;
}

/** Meetings outside their live documents. */
export class Meetings {
  readonly participants: Participants;
  readonly actionItems: ActionItems;
  readonly leftOver: LeftOvers;
  readonly #pools: Pools;
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor({ pools, keys }: { readonly pools: Pools; readonly keys: KeyStore }) {
    this.#pools = pools;
    this.#db = pools.general;
    this.#keys = keys;
    this.participants = new Participants(pools.general, keys);
    this.actionItems = new ActionItems(pools.general, keys);
    this.leftOver = new LeftOvers(pools.general, keys);
  }

  /** Makes a meeting, open and empty, with its maker in it. Its keys are on the disk before its rows are. */
  async createMeeting(made: NewMeeting): Promise<{ meetingId: Id; memberId: Id }> {
    const meetingId = randomUUID();
    const [contentSlot, privateSlot] = await Promise.all([this.#keys.create(), this.#keys.create()]);
    const seal = new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot });
    try {
      const memberId = await shortTransaction(this.#pools.general, async (db) => {
        const { rowCount } = await db.query(
          `insert into meetings (id, organisation_id, team_id, kind, title, guests, content_slot, private_slot, created_by)
            select $1, t.organisation_id, t.id, $4, $5, $6, $7, $8, $9 from teams t where t.id = $3 and t.organisation_id = $2`,
          [
            meetingId,
            made.organisationId,
            made.teamId,
            made.kind,
            sealText(seal.content, seal.context('title'), made.title),
            made.guests,
            contentSlot,
            privateSlot,
            made.accountId,
          ],
        );
        if (rowCount !== 1) throw new Refusal('not-found');
        await db.query('insert into meeting_heads (meeting_id) values ($1)', [meetingId]);
        await db.query(`insert into meeting_steps (meeting_id, name, votes) values ($1, '', false)`, [
          meetingId,
        ]);
        return this.participants.addAccount(db, seal, made.accountId);
      });
      return { meetingId, memberId };
    } catch (error) {
      // Only where Postgres said no: what may have been committed keeps its keys.
      if (error instanceof Refusal && error.code === 'not-found') {
        await Promise.all([this.#keys.destroy(contentSlot), this.#keys.destroy(privateSlot)]);
      }
      throw error;
    }
  }

  async meeting(meetingId: Id): Promise<MeetingEntry | null> {
    const row = await this.#row(meetingId);
    return row ? this.#read(row) : null;
  }

  /** The newest first. */
  async meetingsOf(teamId: Id): Promise<MeetingEntry[]> {
    const { rows } = await this.#db.query<Row>(
      'select * from meetings where team_id = $1 order by created_at desc',
      [teamId],
    );
    return rows.map((row) => this.#read(row));
  }

  /** The summary as it was stored at close; its kind knows its shape. Null while the meeting is open. */
  async summaryOf(meetingId: Id): Promise<unknown> {
    const row = await this.#row(meetingId);
    if (!row?.summary) return null;
    const seal = this.#sealOf(row);
    return openJson(seal.content, seal.context('summary'), row.summary, z.unknown());
  }

  /** `board` and `table` as they were at close. */
  async frozenDocuments(meetingId: Id): Promise<DocumentSnapshot[]> {
    const row = await this.#row(meetingId);
    return row ? frozenOf(this.#db, this.#sealOf(row)) : [];
  }

  async #row(meetingId: Id): Promise<Row | undefined> {
    const { rows } = await this.#db.query<Row>('select * from meetings where id = $1', [meetingId]);
    return rows[0];
  }

  #read(row: Row): MeetingEntry {
    const seal = this.#sealOf(row);
    return {
      meetingId: row.id,
      organisationId: row.organisation_id,
      teamId: row.team_id,
      kind: row.kind,
      state: row.state,
      title: openText(seal.content, seal.context('title'), row.title),
      guests: row.guests,
      createdAt: row.created_at,
      closedAt: row.closed_at,
    };
  }

  #sealOf({ id, content_slot: contentSlot }: Row): MeetingSeal {
    return new MeetingSeal(this.#keys, { meetingId: id, contentSlot, privateSlot: null });
  }
}
