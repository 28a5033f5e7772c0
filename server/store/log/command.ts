import type pg from 'pg';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { z } from 'zod';
import type { CommandTransaction, Head, Starter } from '../../rooms/ports.ts';
import type { KeyStore } from '../keys/index.ts';
import { startMeeting } from '../meetings/start.ts';
import { openJson, sealJson, sealText } from '../sealed.ts';
import { shortTransaction, type Db } from '../transaction.ts';
import { refund, tallies } from './ballots.ts';
import { closeMeeting } from './close.ts';
import type { Position, Positions } from './positions.ts';
import { readAfter } from './read.ts';
import { appendStatement, appendValues, sealAppend } from './rows.ts';

const append = { name: 'append', text: appendStatement('skip locked') };

/** The associated data of an action item's words. */
export const actionContext = (id: Id) => `action/${id}`;

/** Runs `work` while nobody else can write to the meeting; all of it is written, or nothing. */
export async function runCommand<T>(
  pool: pg.Pool,
  keys: KeyStore,
  positions: Positions,
  meetingId: Id,
  work: (tx: CommandTransaction) => Promise<T>,
): Promise<T> {
  try {
    const [result, after] = await shortTransaction(pool, async (db) => {
      const locked = await lockHead(db, meetingId);
      const position = positions.at(meetingId, locked.head.seq) ?? (await positions.read(db, meetingId));
      if (!position) throw new Refusal('not-found');
      const tx = new Command(db, keys, positions, position, locked);
      return [await work(tx), tx.position] as const;
    });
    if (after) positions.set(meetingId, after);
    else positions.forget(meetingId);
    return result;
  } catch (error) {
    positions.forget(meetingId);
    throw error;
  }
}

interface Locked {
  readonly head: Head;
  readonly open: boolean;
  readonly now: number;
}

/** The time is taken when the lock is held: commands of a meeting see it grow in their own order. */
async function lockHead(db: Db, meetingId: Id): Promise<Locked> {
  const { rows } = await db.query<{ seq: number; epoch: number; open: boolean; now: number }>({
    name: 'lock-head',
    text: `with locked as materialized (
        select seq, epoch, open from meeting_heads where meeting_id = $1 for update
      ) select seq, epoch, open, extract(epoch from clock_timestamp())::float8 * 1000 as now from locked`,
    values: [meetingId],
  });
  const [row] = rows;
  if (!row) throw new Refusal('not-found');
  return { head: { seq: row.seq, epoch: row.epoch }, open: row.open, now: row.now };
}

/** The store's half of a command. */
class Command implements CommandTransaction {
  readonly head: Head;
  readonly now: number;
  readonly #db: Db;
  readonly #keys: KeyStore;
  readonly #positions: Positions;
  readonly #meetingId: Id;
  #position: Position;
  #head: Head;
  #open: boolean;

  constructor(db: Db, keys: KeyStore, positions: Positions, position: Position, { head, open, now }: Locked) {
    this.#db = db;
    this.#keys = keys;
    this.#positions = positions;
    this.#position = position;
    this.#meetingId = position.seal.meetingId;
    this.#open = open;
    this.#head = head;
    this.head = head;
    this.now = Math.floor(now);
  }

  get headAfter(): Head {
    return this.#head;
  }

  /** Where the documents stand after commit; null once there is no log any more. */
  get position(): Position | null {
    return this.#open ? this.#position : null;
  }

  async answered(commandId: Id, actor: Id | 'system'): Promise<{ result: unknown } | null> {
    if (!this.#open) return null;
    const { seal } = this.#position;
    const { rows } = await this.#db.query<{ result: Buffer }>({
      name: 'answered',
      text: `select result from command_answers
        where meeting_id = $1 and command_id = $2 and actor_tag = $3`,
      values: [this.#meetingId, commandId, seal.actor(actor)],
    });
    const [row] = rows;
    return row
      ? { result: openJson(seal.private, seal.context(`answer/${commandId}`), row.result, z.unknown()) }
      : null;
  }

  after(from: Head) {
    return readAfter(this.#db, this.#positions, this.#meetingId, from);
  }

  start(by: Starter) {
    this.#requireOpen();
    return startMeeting(this.#db, this.#keys, this.#position.seal, by);
  }

  tallies() {
    return tallies(this.#db, this.#meetingId);
  }

  async append(...[entries, claims]: Parameters<CommandTransaction['append']>) {
    this.#requireOpen();
    const sealed = sealAppend(this.#position, this.#head, entries, claims);
    const { rowCount } = await this.#db.query({ ...append, values: appendValues([sealed]) });
    if (rowCount !== 1) throw new Error(`meeting ${this.#meetingId}: a held head did not take its entries`);
    this.#position = sealed.after;
    this.#head = { seq: sealed.after.seq, epoch: this.#head.epoch };
    return sealed.entries.map(({ document, update, seq, version }) => ({ document, update, seq, version }));
  }

  async remember(commandId: Id, actor: Id | 'system', result: unknown): Promise<void> {
    this.#requireOpen();
    const { seal } = this.#position;
    await this.#db.query({
      name: 'remember',
      text: 'insert into command_answers (meeting_id, command_id, actor_tag, result) values ($1, $2, $3, $4)',
      values: [
        this.#meetingId,
        commandId,
        seal.actor(actor),
        sealJson(seal.private, seal.context(`answer/${commandId}`), result),
      ],
    });
  }

  async raiseEpoch(): Promise<void> {
    await this.#db.query('update meeting_heads set epoch = epoch + 1 where meeting_id = $1', [
      this.#meetingId,
    ]);
    await this.#readEpoch();
  }

  async setStep(name: string, votes: boolean): Promise<void> {
    await this.#db.query(
      `insert into meeting_steps (meeting_id, name, votes) values ($1, $2, $3)
        on conflict (meeting_id) do update set name = excluded.name, votes = excluded.votes`,
      [this.#meetingId, name, votes],
    );
  }

  refund(cards: readonly Id[]) {
    return refund(this.#db, this.#position.seal, cards);
  }

  async saveActionItems(items: Parameters<CommandTransaction['saveActionItems']>[0]): Promise<void> {
    const { seal } = this.#position;
    for (const { id, text, ownerId, due, done, removed } of items) {
      if (removed) {
        await this.#db.query('delete from action_items where id = $1 and meeting_id = $2', [
          id,
          this.#meetingId,
        ]);
        continue;
      }
      await this.#db.query(
        `insert into action_items (id, organisation_id, team_id, meeting_id, content, owner_id, due, done)
          select $2, m.organisation_id, m.team_id, m.id, $3, (select id from participants where id = $4 and meeting_id = $1), $5, $6
          from meetings m where m.id = $1
          on conflict (id) do update set content = excluded.content, owner_id = excluded.owner_id, due = excluded.due,
            done = excluded.done where action_items.meeting_id = $1`,
        [
          this.#meetingId,
          id,
          sealText(seal.content, seal.context(actionContext(id)), text),
          ownerId,
          due,
          done,
        ],
      );
    }
  }

  async settle({ id, done, carriedTo }: Parameters<CommandTransaction['settle']>[0]): Promise<void> {
    const { rowCount } = await this.#db.query(
      `update action_items a set done = $3, carried_to = $4 from meetings m
        where m.id = $1 and a.id = $2 and a.team_id = m.team_id and a.meeting_id <> m.id`,
      [this.#meetingId, id, done, carriedTo],
    );
    if (rowCount !== 1) throw new Refusal('not-found');
  }

  async changeRecord({ title, guests }: Parameters<CommandTransaction['changeRecord']>[0]): Promise<void> {
    const { seal } = this.#position;
    await this.#db.query(
      'update meetings set title = coalesce($2, title), guests = coalesce($3, guests) where id = $1',
      [
        this.#meetingId,
        title === undefined ? null : sealText(seal.content, seal.context('title'), title),
        guests ?? null,
      ],
    );
  }

  async schedule(jobs: Parameters<CommandTransaction['schedule']>[0]): Promise<void> {
    const { seal } = this.#position;
    for (const { subject, due, name, payload } of jobs) {
      const tag = `${this.#meetingId}/${seal.private.hmac(`job/${subject}`).toString('hex')}`;
      await this.#db.query(
        `insert into jobs (kind, subject, due, meeting_id, payload, run_at)
          values ('command', $1, to_timestamp($2::float8 / 1000), $3, $4, to_timestamp($2::float8 / 1000)) on conflict do nothing`,
        [tag, due, this.#meetingId, sealJson(seal.private, seal.context('job'), { name, payload })],
      );
    }
  }

  async removeParticipant(memberId: Id): Promise<void> {
    // A trigger raises the epoch.
    await this.#db.query(
      'update participants set removed_at = coalesce(removed_at, now()) where id = $1 and meeting_id = $2',
      [memberId, this.#meetingId],
    );
    await this.#readEpoch();
  }

  async close(closing: Parameters<CommandTransaction['close']>[0]): Promise<void> {
    this.#requireOpen();
    await closeMeeting(this.#db, this.#keys, this.#position, closing);
    this.#open = false;
    await this.#readEpoch();
  }

  #requireOpen(): void {
    if (!this.#open) throw new Refusal('meeting-closed');
  }

  async #readEpoch(): Promise<void> {
    const { rows } = await this.#db.query<{ epoch: number }>(
      'select epoch from meeting_heads where meeting_id = $1',
      [this.#meetingId],
    );
    this.#head = { seq: this.#head.seq, epoch: rows[0]?.epoch ?? this.#head.epoch };
  }
}
