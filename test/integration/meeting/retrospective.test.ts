/** A retrospective's own commands on a real server and Postgres: locking, live votes, moods, earlier action items, days. */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type pg from 'pg';
import * as Y from 'yjs';
import { z } from 'zod';
import { MeetingConnection } from '#lib/sync/connection.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { Jobs } from '#server/store/jobs.ts';
import {
  openTestMeeting,
  TestPerson,
  type MeetingOptions,
  type RunningNode,
  type TestMeeting,
} from '#test/harness/meeting.ts';
import { MapStorage } from '#test/sync/map-storage.ts';

let meeting: TestMeeting;
let node: RunningNode;
let people: TestPerson[] = [];

async function open(options: MeetingOptions = {}): Promise<TestPerson[]> {
  meeting = await openTestMeeting({ people: 3, ...options });
  node = await meeting.startNode();
  return join(node);
}

async function join(node: RunningNode): Promise<TestPerson[]> {
  const came = meeting.accounts.map((account) => new TestPerson(node.url, account, meeting.meetingId));
  for (const one of came) await one.join();
  people.push(...came);
  return came;
}

/** The app's own client of the n-th person. */
function connect(index: number): MeetingConnection {
  return new MeetingConnection({
    meetingId: meeting.meetingId,
    url: node.url,
    token: meeting.accounts[index] ?? '',
    storage: new MapStorage(),
    randomId: () => randomUUID(),
    now: () => Date.now(),
  });
}

async function setObserver(pool: pg.Pool, account: string, observer: boolean): Promise<void> {
  await pool.query('update team_members set observer = $2 where account_id = $1', [account, observer]);
}

/** The n-th of them. */
function at(came: readonly TestPerson[], index: number): TestPerson {
  const one = came[index];
  if (!one) throw new Error(`nobody at ${index}`);
  return one;
}

afterEach(async () => {
  for (const one of people) one.leave();
  people = [];
  await meeting.close();
});

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

const value = (person: TestPerson, key: string) => person.docs.board.getMap('meeting').get(key);

describe('a locked meeting', () => {
  it('R-2: takes no word but its facilitator’s, and what others wrote meanwhile goes in when it is unlocked', async () => {
    const came = await open();
    const [lead, other] = [at(came, 0), at(came, 1)];
    await lead.steps('lobby', 'write');
    await lead.command('meeting.lock', { locked: true });
    await vi.waitFor(() => expect(value(other, 'locked')).toBe(true));
    expect(await refusal(other.command('done.set', { done: true }))).toBe('meeting-locked');
    await lead.note('start', 'I may');
    const app = connect(2);
    await vi.waitFor(() => expect(app.state).toBe('saved'));
    const id = randomUUID();
    app.notes.transact(() => {
      app.notes.getMap('cards').set(id, { column: 'start', at: 1 });
      app.notes.getText(`text:${id}`).insert(0, 'Not now, then');
    });
    await vi.waitFor(() => expect(app.state).toBe('saving'));
    await lead.command('meeting.lock', { locked: false });
    await vi.waitFor(() => expect(app.state).toBe('saved'), 10_000);
    await lead.steps('write', 'group');
    await vi.waitFor(() => {
      const texts = [...other.docs.board.getMap<{ text: string }>('cards').values()].map(({ text }) => text);
      expect(texts.sort()).toEqual(['I may', 'Not now, then']);
    });
    expect(app.offered).toEqual([]);
    await app.close();
  });

  it('L-10: is taken over by another member when its facilitator has gone', async () => {
    const came = await open();
    const [lead, other] = [at(came, 0), at(came, 1)];
    await lead.command('meeting.lock', { locked: true });
    lead.leave();
    await other.command('facilitation.claim', {});
    await other.command('meeting.lock', { locked: false });
    await other.steps('lobby', 'write');
    await vi.waitFor(() => expect(value(other, 'step')).toBe('write'));
  });
});

describe('votes', () => {
  it('L-03, L-04: nobody takes another’s vote away, and no count goes below zero', async () => {
    const came = await open();
    const [lead, voter, other] = [at(came, 0), at(came, 1), at(came, 2)];
    await lead.steps('lobby', 'write');
    const card = await lead.note('start', 'Canary');
    await lead.steps('write', 'group', 'vote');
    await voter.command('vote', { card, delta: 1 });
    for (let press = 0; press < 5; press += 1) await other.command('vote', { card, delta: -1 });
    await lead.steps('vote', 'discuss');
    await vi.waitFor(() => expect(value(lead, 'step')).toBe('discuss'));
    expect(lead.docs.board.getMap('tallies').get(card)).toBe(1);
    expect((await other.join()).ballots).toEqual({});
  });

  it('are seen while voting where the team chose so, taken back too, and who cast them never', async () => {
    const came = await open({ chosen: { liveVotes: true } });
    const [lead, voter] = [at(came, 0), at(came, 1)];
    await lead.steps('lobby', 'write');
    const card = await lead.note('start', 'Canary');
    await lead.steps('write', 'group', 'vote');
    const heard = lead.frames.length;
    await voter.command('vote', { card, delta: 1 });
    await voter.command('vote', { card, delta: 1 });
    await vi.waitFor(() => expect(lead.docs.board.getMap('tallies').get(card)).toBe(2), 5_000);
    await voter.command('vote', { card, delta: -1 });
    await voter.command('vote', { card, delta: -1 });
    await vi.waitFor(() => expect(lead.docs.board.getMap('tallies').has(card)).toBe(false), 5_000);
    const frames = Buffer.concat(lead.frames.slice(heard));
    expect(frames.includes('ballots')).toBe(false);
  });
});

describe('L-05: hidden text', () => {
  it('reaches its author’s second tab and no other view, tab or node', async () => {
    const came = await open();
    const lead = at(came, 0);
    await lead.steps('lobby', 'write');
    await at(came, 1).note('start', 'Zanzibar');
    const elsewhere = await join(await meeting.startNode());
    expect(at(elsewhere, 1).received().includes('Zanzibar')).toBe(true);
    for (const one of [lead, at(came, 2), at(elsewhere, 0), at(elsewhere, 2)])
      expect(one.received().includes('Zanzibar')).toBe(false);
  });
});

describe('L-06: a role that changes', () => {
  it('is told at once, and what it allows is there without a reload', async () => {
    await open();
    const [, account = ''] = meeting.accounts;
    const app = connect(1);
    await vi.waitFor(() => expect([app.state, app.role]).toEqual(['saved', 'member']));
    const { pools } = meeting.store;
    await setObserver(pools.general, account, true);
    await vi.waitFor(() => expect([app.state, app.role]).toEqual(['saved', 'observer']), 10_000);
    await setObserver(pools.general, account, false);
    await vi.waitFor(() => expect([app.state, app.role]).toEqual(['saved', 'member']), 10_000);
    app.notes.transact(() => {
      const id = randomUUID();
      app.notes.getMap('cards').set(id, { column: 'start', at: 1 });
      app.notes.getText(`text:${id}`).insert(0, 'I may again');
    });
    await vi.waitFor(() => expect(app.state).toBe('saved'));
    expect(app.offered).toEqual([]);
    await app.close();
  });
});

describe('moods', () => {
  it('R-4: no mood reaches anybody else’s wire before it is told, and no name with it ever', async () => {
    const came = await open();
    for (const [index, one] of came.entries()) await one.command('mood.set', { mood: index + 2 });
    await vi.waitFor(() => expect(value(at(came, 0), 'mood')).toEqual({ answers: 3, counts: null }));
    await at(came, 0).steps('lobby', 'write');
    await vi.waitFor(() =>
      expect(value(at(came, 1), 'mood')).toEqual({ answers: 3, counts: [0, 1, 1, 1, 0] }),
    );
    expect(at(came, 1).docs.notes.getMap('mood').get('mood')).toBe(3);
    expect(
      [...at(came, 1).docs.board.getMap('people').values()].some((one) => Object.hasOwn(Object(one), 'mood')),
    ).toBe(false);
  });
});

describe('action items of an earlier retrospective', () => {
  it('R-5: carried on by two at once become one item here, leave the lists, and come back when that is removed', async () => {
    const came = await open();
    const earlier = randomUUID();
    const { meetings, pools } = meeting.store;
    const { rows } = await pools.general.query<{ team_id: string; organisation_id: string }>(
      'select team_id, organisation_id from meetings where id = $1',
      [meeting.meetingId],
    );
    const team = z.object({ team_id: z.string(), organisation_id: z.string() }).parse(rows[0]);
    const past = await meeting.store.openMeeting({
      teamId: team.team_id,
      title: 'Sprint 11',
      accountId: meeting.accounts[0] ?? '',
    });
    await meeting.store.log.command(past.meetingId, (tx) =>
      tx.saveActionItems([
        { id: earlier, text: 'Rollback steps', ownerId: null, due: null, done: false, removed: false },
      ]),
    );
    const carry = (one: TestPerson) =>
      refusal(
        one.command('earlier.carry', {
          id: earlier,
          as: randomUUID(),
          text: 'Rollback steps',
          ownerId: null,
          due: null,
        }),
      );
    const outcomes = await Promise.all([carry(at(came, 0)), carry(at(came, 1))]);
    expect(outcomes.sort()).toEqual(['not-found', 'nothing']);
    await vi.waitFor(() => expect(at(came, 2).docs.board.getMap('actions').size).toBe(1));
    const [item = ''] = at(came, 2).docs.board.getMap('actions').keys();
    expect((await meetings.actionItems.actionItems(team.team_id)).map(({ id }) => id)).toEqual([item]);
    await at(came, 2).command('action.remove', { id: item });
    expect((await meetings.actionItems.actionItems(team.team_id)).map(({ id }) => id)).toEqual([earlier]);
  });

  it('B-07: of another team, or of nowhere, are not to be had', async () => {
    const came = await open();
    const { log } = meeting.store;
    const stranger = await meeting.store.account('Stranger');
    const other = await meeting.store.team([stranger]);
    const theirs = await meeting.store.openMeeting({ ...other, title: 'Theirs', accountId: stranger });
    const item = randomUUID();
    await log.command(theirs.meetingId, (tx) =>
      tx.saveActionItems([
        { id: item, text: 'Secret', ownerId: null, due: null, done: false, removed: false },
      ]),
    );
    for (const id of [item, randomUUID()])
      expect(await refusal(at(came, 0).command('earlier.tick', { id, done: true }))).toBe('not-found');
    expect(at(came, 0).docs.board.getMap('earlier').size).toBe(0);
  });
});

describe('a meeting that stays open for days', () => {
  it('R-6: is closed by the clock when its time is over, and an earlier job does nothing', async () => {
    const came = await open({ chosen: { openDays: 1 } });
    const [lead, writer] = [at(came, 0), at(came, 1)];
    await lead.steps('lobby', 'write');
    await writer.note('start', 'On the first evening');
    const { pools, keys, meetings } = meeting.store;
    const run: string[] = [];
    const jobs = new Jobs({
      pools,
      keys,
      runCommand: async ({ meetingId, ...command }) => {
        await node.node.rooms.system(meetingId, command);
        run.push(command.name);
      },
      startRepeat: () => Promise.reject(new Error('nothing repeats here')),
      onError: (error) => run.push(String(error)),
    });
    const makeDue = () =>
      pools.general.query(`update jobs set run_at = now() - interval '1 second' where kind = 'command'`);
    await makeDue();
    jobs.start();
    await vi.waitFor(() => expect(run).toEqual(['meeting.close']), 10_000);
    expect(value(lead, 'step')).toBe('write');
    // Its days pass: what the board says of its end lies behind it now.
    const past = new Y.Doc();
    Y.applyUpdate(past, Y.encodeStateAsUpdate(lead.docs.board));
    const before = Y.encodeStateVector(past);
    past.getMap('meeting').set('expiresAt', Date.now() - 1000);
    await meeting.store.log.command(meeting.meetingId, async (tx) => {
      await tx.append([{ document: 'board', update: Y.encodeStateAsUpdate(past, before) }], []);
      const due = {
        kind: 'command',
        subject: randomUUID(),
        due: tx.now,
        name: 'meeting.close',
        payload: {},
      } as const;
      await tx.schedule([due]);
    });
    await vi.waitFor(async () => {
      const summary = JSON.stringify(await meetings.summaryOf(meeting.meetingId));
      expect(summary).toContain('On the first evening');
    }, 10_000);
    expect(await refusal(writer.note('stop', 'Too late'))).toBe('meeting-closed');
    await jobs.stop();
  });
});
