import type pg from 'pg';
import { Refusal, type Id, type OwnBallots } from '#shared/protocol/index.ts';
import type { Vote } from '../../rooms/ports.ts';
import { sealJson } from '../sealed.ts';
import { shortTransaction, type Db } from '../transaction.ts';
import type { Positions } from './positions.ts';
import type { MeetingSeal } from './seal.ts';

/*
 * Locks are always taken in this order: the step, the voter's counter, the ballots. The step's row is what ballots and
 * the counting of them meet at; the head is not involved, so that voting and writing do not wait for one another.
 */

/** Casts a vote or takes one back. Counted by conditional updates under the voter's lock: no interleaving overspends. */
export async function vote(pool: pg.Pool, positions: Positions, ballot: Vote): Promise<OwnBallots> {
  return shortTransaction(pool, async (db) => {
    const step = await db.query<{ votes: boolean; content_slot: number; private_slot: number | null }>({
      name: 'vote-step',
      text: `select s.votes, m.content_slot, m.private_slot
        from meeting_steps s join meetings m on m.id = s.meeting_id where s.meeting_id = $1 for share of s`,
      values: [ballot.meetingId],
    });
    const [row] = step.rows;
    if (!row?.votes || row.private_slot === null) throw new Refusal('wrong-step');
    const seal = positions.seal(ballot.meetingId, row.content_slot, row.private_slot);
    const voter = seal.voter(ballot.memberId);
    if (!(await isFirst(db, seal, ballot))) return countOwn(db, ballot.meetingId, voter);
    if (ballot.delta === 1) await cast(db, ballot, voter);
    else await takeBack(db, ballot, voter);
    return countOwn(db, ballot.meetingId, voter);
  });
}

/** Whether this id was not done before. A ballot that is refused rolls this back with it. */
async function isFirst(
  db: Db,
  seal: MeetingSeal,
  { meetingId, commandId, memberId }: Vote,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'vote-first',
    text: `insert into command_answers (meeting_id, command_id, actor_tag, result) values ($1, $2, $3, $4)
      on conflict do nothing`,
    values: [
      meetingId,
      commandId,
      seal.actor(memberId),
      sealJson(seal.private, seal.context(`answer/${commandId}`), null),
    ],
  });
  return rowCount === 1;
}

async function cast(
  db: Db,
  { meetingId, card, topic, perPerson, perTopic }: Vote,
  voter: Buffer,
): Promise<void> {
  await db.query({
    name: 'vote-counter',
    text: 'insert into ballots_used (meeting_id, voter, used) values ($1, $2, 0) on conflict do nothing',
    values: [meetingId, voter],
  });
  const used = await db.query({
    name: 'vote-use',
    text: 'update ballots_used set used = used + 1 where meeting_id = $1 and voter = $2 and used < $3',
    values: [meetingId, voter, perPerson],
  });
  if (used.rowCount !== 1) throw new Refusal('no-votes-left');
  const onTopic = await db.query<{ sum: number }>({
    name: 'vote-topic',
    text: `select coalesce(sum(count), 0)::int as sum from ballots
      where meeting_id = $1 and voter = $2 and card = any($3::uuid[])`,
    values: [meetingId, voter, [...new Set([...topic, card])]],
  });
  if ((onTopic.rows[0]?.sum ?? 0) >= perTopic) throw new Refusal('too-many-on-one');
  const counted = await db.query({
    name: 'vote-card',
    text: `insert into ballots (meeting_id, voter, card, count) values ($1, $2, $3, 1)
      on conflict (meeting_id, voter, card) do update set count = ballots.count + 1 where ballots.count < $4`,
    values: [meetingId, voter, card, perTopic],
  });
  if (counted.rowCount !== 1) throw new Refusal('too-many-on-one');
}

/** Regrouping moves votes, so one's vote on a topic may lie on any of its cards. With none there, nothing happens. */
async function takeBack(db: Db, { meetingId, card, topic }: Vote, voter: Buffer): Promise<void> {
  await db.query({
    name: 'vote-lock',
    text: 'select 1 from ballots_used where meeting_id = $1 and voter = $2 for update',
    values: [meetingId, voter],
  });
  const taken = await db.query({
    name: 'vote-take-back',
    text: `update ballots set count = count - 1 where meeting_id = $1 and voter = $2 and count > 0 and card = (
        select card from ballots
        where meeting_id = $1 and voter = $2 and count > 0 and card = any($3::uuid[])
        order by card <> $4::uuid, card limit 1)`,
    values: [meetingId, voter, [...new Set([...topic, card])], card],
  });
  if (taken.rowCount !== 1) return;
  await db.query({
    name: 'vote-give-back',
    text: 'update ballots_used set used = used - 1 where meeting_id = $1 and voter = $2 and used > 0',
    values: [meetingId, voter],
  });
}

async function countOwn(db: Db, meetingId: Id, voter: Buffer): Promise<OwnBallots> {
  const { rows } = await db.query<{ card: Id; count: number }>({
    name: 'vote-own',
    text: 'select card, count from ballots where meeting_id = $1 and voter = $2 and count > 0',
    values: [meetingId, voter],
  });
  return Object.fromEntries(rows.map(({ card, count }) => [card, count]));
}

/** One's own votes; none once the meeting is closed. */
export async function ballotsOf(
  db: Db,
  positions: Positions,
  meetingId: Id,
  memberId: Id,
): Promise<OwnBallots> {
  const { rows } = await db.query<{ content_slot: number; private_slot: number | null }>({
    name: 'vote-keys',
    text: 'select content_slot, private_slot from meetings where id = $1',
    values: [meetingId],
  });
  const [row] = rows;
  if (!row || row.private_slot === null) return {};
  const seal = positions.seal(meetingId, row.content_slot, row.private_slot);
  return countOwn(db, meetingId, seal.voter(memberId));
}

/** Votes by card. Ballots in flight are waited for, and later ones see what this transaction makes of the step. */
export async function tallies(db: Db, meetingId: Id): Promise<ReadonlyMap<Id, number>> {
  await holdBallots(db, meetingId);
  const { rows } = await db.query<{ card: Id; sum: number }>(
    'select card, sum(count)::int as sum from ballots where meeting_id = $1 group by card having sum(count) > 0',
    [meetingId],
  );
  return new Map(rows.map(({ card, sum }) => [card, sum]));
}

/** Gives the votes on these cards back to whoever cast them. */
export async function refund(db: Db, seal: MeetingSeal, cards: readonly Id[]): Promise<void> {
  await holdBallots(db, seal.meetingId);
  await db.query(
    `with gone as (
        delete from ballots where meeting_id = $1 and card = any($2::uuid[]) returning voter, count
      ), back as (
        select voter, sum(count) as count from gone group by voter
      )
      update ballots_used u set used = greatest(u.used - b.count, 0)
      from back b where u.meeting_id = $1 and u.voter = b.voter`,
    [seal.meetingId, cards],
  );
}

async function holdBallots(db: Db, meetingId: Id): Promise<void> {
  await db.query('select 1 from meeting_steps where meeting_id = $1 for no key update', [meetingId]);
}
