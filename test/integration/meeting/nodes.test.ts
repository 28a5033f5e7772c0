/** Two nodes on one Postgres: with Redis, without it, with one that dies; nodes that stop, that are killed, that lag. */
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import pg from 'pg';
import { MeetingConnection } from '#lib/sync/connection.ts';
import { openRedisAnnouncer, type OpenAnnouncer } from '#server/store/announcer.ts';
import { renewIncarnation } from '#server/store/log/incarnation.ts';
import type { Announcer, Log } from '#server/rooms/index.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';
import { startRedis } from '#test/harness/redis.ts';
import { readTruth, revealCard, Typist } from '#test/harness/typist.ts';
import { MapStorage } from '#test/sync/map-storage.ts';

let meeting: TestMeeting;
let card: string;
let typists: Typist[];

beforeEach(async () => {
  meeting = await openTestMeeting({ people: 4 });
  const node = await meeting.startNode();
  const facilitator = new TestPerson(node.url, meeting.accounts[0] ?? '', meeting.meetingId);
  await facilitator.join();
  card = await revealCard(facilitator);
  facilitator.leave();
  await node.stop();
  typists = meeting.accounts.map((account) => new Typist(account, meeting.meetingId));
});
afterEach(async () => {
  for (const typist of typists) typist.person.leave();
  await meeting.close();
});

/** So many words of everybody at once, in `table` and in everybody's own notes. */
async function typeAll(words: number, who = typists): Promise<void> {
  for (let word = 0; word < words; word += 1) {
    await Promise.all(
      who.flatMap((typist) => [typist.type('table', `talk:${card}`), typist.type('notes', `text:${card}`)]),
    );
  }
}

async function expectConverged(): Promise<void> {
  await vi.waitFor(
    async () => {
      const truth = await readTruth(meeting.store.log, meeting.meetingId);
      for (const typist of typists) expect(typist.differences(truth)).toEqual([]);
    },
    { timeout: 15_000, interval: 100 },
  );
  const truth = await readTruth(meeting.store.log, meeting.meetingId);
  for (const typist of typists) {
    expect(typist.missing(truth)).toEqual([]);
    expect(typist.gaps()).toEqual([]);
  }
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

/** F-17: the facilitator's two devices, one on each node, press the same thing at the same moment. */
async function pressNextAtOnce(nodes: readonly RunningNode[]): Promise<void> {
  const devices = nodes.map(({ url }) => new TestPerson(url, meeting.accounts[0] ?? '', meeting.meetingId));
  for (const device of devices) await device.join();
  const next = { from: 'group', to: 'vote' };
  const outcomes = await Promise.all(devices.map((device) => outcome(device.command('step.move', next))));
  expect(outcomes.sort()).toEqual(['already-moved', 'done']);
  for (const device of devices) device.leave();
  await vi.waitFor(() => {
    for (const { person } of typists) expect(person.docs.board.getMap('meeting').get('step')).toBe('vote');
  }, 10_000);
}

describe.each(['up', 'killed', 'absent'] as const)('two nodes, Redis %s', (mode) => {
  it('F-07, F-17: people on both converge, versions have no gap, a step is taken once', async () => {
    let redis = mode === 'absent' ? null : await startRedis();
    const announcers: OpenAnnouncer[] = [];
    const nodes: RunningNode[] = [];
    try {
      for (let index = 0; index < 2; index += 1) {
        const announcer =
          redis && openRedisAnnouncer({ url: redis.url, channel: 'nodes', onError: () => undefined });
        if (announcer) announcers.push(announcer);
        nodes.push(await meeting.startNode(announcer ? { announcer } : {}));
      }
      const flowing = () =>
        vi.waitFor(() => expect(announcers.every((one) => one.flowing)).toBe(true), 10_000);
      await flowing();
      for (const [index, typist] of typists.entries()) await typist.come(nodes[index % 2]?.url ?? '');
      await typeAll(10);
      if (redis && mode === 'killed') {
        const typing = typeAll(10);
        await redis.kill();
        await typing;
        await vi.waitFor(() => expect(announcers.some((one) => one.flowing)).toBe(false), 10_000);
        await typeAll(5);
        const again = typeAll(10);
        redis = await startRedis(redis.port);
        await again;
        await flowing();
        await typeAll(5);
      }
      for (const typist of typists) expect(typist.refused).toEqual([]);
      await pressNextAtOnce(nodes);
      await expectConverged();
      if (mode !== 'absent') {
        // Said again when it changes: somebody comes to one node, and people on the other see it.
        await typists[0]?.come(nodes[0]?.url ?? '');
        await typists[1]?.come(nodes[1]?.url ?? '');
        await vi.waitFor(() => {
          for (const { presence } of typists)
            expect(new Set(presence.map(({ memberId }) => memberId)).size).toBe(4);
        }, 10_000);
      }
    } finally {
      for (const node of nodes) await node.stop();
      for (const announcer of announcers) await announcer.close();
      await redis?.kill();
    }
  });
});

/** A node's log that answers nothing any more once its process is "killed"; what Postgres does goes on. */
function mortal(): { wrap: (log: Log) => Log; kill: () => void } {
  let alive = true;
  const never = new Promise<never>(() => undefined);
  const whileAlive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!alive) return never;
    const result = await work();
    return alive ? result : never;
  };
  return {
    kill: () => (alive = false),
    wrap: (log) => ({
      load: (...args) => whileAlive(() => log.load(...args)),
      after: (...args) => whileAlive(() => log.after(...args)),
      append: (...args) => whileAlive(() => log.append(...args)),
      command: (...args) => whileAlive(() => log.command(...args)),
      vote: (...args) => whileAlive(() => log.vote(...args)),
      ballotsOf: (...args) => whileAlive(() => log.ballotsOf(...args)),
      heads: (...args) => whileAlive(() => log.heads(...args)),
      snapshot: (...args) => whileAlive(() => log.snapshot(...args)),
      incarnation: () => whileAlive(() => log.incarnation()),
    }),
  };
}

/** Types until the connection breaks, and three words more: those are offline. */
async function typeUntilCut(typist: Typist): Promise<void> {
  while (typist.person.socket.connected && typist.refused.length === 0)
    await typist.type('table', `talk:${card}`);
  for (let word = 0; word < 3; word += 1) await typist.type('table', `talk:${card}`);
  await typist.type('notes', `text:${card}`);
}

describe('a node that goes', () => {
  it('F-08: stopped while its people type, they move with what they wrote offline', async () => {
    const going = await meeting.startNode();
    const staying = await meeting.startNode();
    for (const [index, typist] of typists.entries()) await typist.come(index < 2 ? going.url : staying.url);
    await typeAll(5);
    const cut = typists.slice(0, 2).map(typeUntilCut);
    await turn();
    await Promise.all([going.stop(), typeAll(10, typists.slice(2)), ...cut]);
    for (const typist of typists.slice(0, 2)) await typist.come(staying.url);
    await expectConverged();
    for (const typist of typists)
      for (const word of typist.written.table) expect(typist.saved).toContain(word);
  });

  it('F-08: killed while its people type, nothing that was seen or called saved is lost', async () => {
    const { wrap, kill } = mortal();
    const going = await meeting.startNode({ log: wrap });
    const staying = await meeting.startNode();
    for (const [index, typist] of typists.entries()) await typist.come(index < 2 ? going.url : staying.url);
    await typeAll(5);
    const cut = typists.slice(0, 2).map(typeUntilCut);
    let frames = 10;
    await new Promise<void>((resolve) => {
      const [, second] = typists;
      if (!second) throw new Error('nobody types');
      second.onFrame = () => {
        if ((frames -= 1) > 0) return;
        kill();
        for (const { person } of typists.slice(0, 2)) person.leave();
        resolve();
      };
    });
    await Promise.all([typeAll(10, typists.slice(2)), ...cut]);
    const truth = await readTruth(meeting.store.log, meeting.meetingId);
    for (const typist of typists) expect(typist.missing(truth)).toEqual([]);
    for (const typist of typists.slice(0, 2)) await typist.come(staying.url);
    await expectConverged();
    for (const typist of typists)
      for (const word of typist.written.table) expect(typist.saved).toContain(word);
  });

  it('a person who comes from a node that knew more is not refused', async () => {
    const ahead = await meeting.startNode();
    // It believes that hints flow, and hears none: it never asks for heads.
    const deaf: Announcer = {
      announce: () => undefined,
      listen: () => undefined,
      sharePresence: () => undefined,
      listenPresence: () => undefined,
      flowing: true,
    };
    const behind = await meeting.startNode({ announcer: deaf });
    const [mover, other, ...rest] = typists;
    if (!mover || !other) throw new Error('nobody types');
    for (const typist of rest) await typist.come(behind.url);
    for (const typist of [mover, other]) await typist.come(ahead.url);
    await typeAll(5, [mover, other]);
    for (let move = 0; move < 5; move += 1) {
      await typeAll(2, [mover, other]);
      await mover.come(behind.url);
      await mover.type('table', `talk:${card}`);
      await typeAll(2, [other]);
      await mover.come(ahead.url);
    }
    expect([...mover.refused, ...other.refused]).toEqual([]);
    for (const typist of rest) await typist.type('table', `talk:${card}`);
    await expectConverged();
  });
});

describe('a restored backup', () => {
  it('the app’s own client, which knew more, converges and keeps its words', async () => {
    const { store, meetingId, accounts } = meeting;
    const before = await meeting.startNode();
    const port = Number(new URL(before.url).port);
    for (const typist of typists) await typist.come(before.url);
    await typeAll(3);
    const options = {
      meetingId,
      storage: new MapStorage(),
      randomId: () => randomUUID(),
      now: () => Date.now(),
    };
    const app = new MeetingConnection({ ...options, url: before.url, token: accounts[1] ?? '' });
    const state = (wanted: string) => vi.waitFor(() => expect(app.state).toBe(wanted), 15_000);
    await state('saved');
    const restore = await backUp(store.pools.general);
    await typeAll(3);
    const say = (words: string) =>
      app.table.transact(() => app.table.getText(`talk:${card}`).insert(0, words));
    say('said-after-the-backup ');
    await state('saved');
    await before.stop();
    await state('offline');
    say('said-offline ');
    await restore();
    await renewIncarnation(store.pools.general);

    const after = await meeting.startNode({ port });
    await vi.waitFor(
      async () => {
        const words = (await readTruth(store.log, meetingId))
          .get('table')
          ?.getText(`talk:${card}`)
          .toString();
        expect(words).toContain('said-offline');
        expect(app.table.getText(`talk:${card}`).toString()).toBe(words);
      },
      { timeout: 20_000, interval: 200 },
    );
    await state('saved');
    expect(app.ended).toBe(null);
    await app.close();
    typists = [];
    const late = new Typist(accounts[2] ?? '', meetingId);
    typists.push(late);
    await late.come(after.url);
    await late.type('table', `talk:${card}`);
    await expectConverged();
  });
});

/** Copies every table as it is now; the answer puts them back, as a restored disk would. */
async function backUp(pool: pg.Pool): Promise<() => Promise<void>> {
  const tables = ['meeting_heads', 'meeting_documents', 'meeting_log', 'meeting_writers', 'command_answers'];
  for (const table of tables) await pool.query(`create table backup_of_${table} as table ${table}`);
  return async () => {
    for (const table of [...tables].reverse()) await pool.query(`delete from ${table}`);
    for (const table of tables) await pool.query(`insert into ${table} table backup_of_${table}`);
  };
}
