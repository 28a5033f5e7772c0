/** What happens to words while Postgres dies, stalls, fails half-way or has no connection left: nobody is told a lie. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Append, AppendOutcome, Log } from '#server/rooms/index.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { SeededRandom } from '#test/doubles/random.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';
import { startPostgres, type TestPostgres } from '#test/harness/postgres.ts';
import { readTruth, revealCard, Typist } from '#test/harness/typist.ts';

let meeting: TestMeeting;
let typists: Typist[];
let card: string;
let node: RunningNode;

/** Opens a meeting with a revealed card and everybody in it. */
async function open(options: { serverUrl?: string; log?: (log: Log) => Log } = {}): Promise<void> {
  meeting = await openTestMeeting({
    people: 4,
    ...(options.serverUrl ? { serverUrl: options.serverUrl } : {}),
  });
  const first = await meeting.startNode();
  const facilitator = new TestPerson(first.url, meeting.accounts[0] ?? '', meeting.meetingId);
  await facilitator.join();
  card = await revealCard(facilitator);
  facilitator.leave();
  await first.stop();
  node = await meeting.startNode(options.log ? { log: options.log } : {});
  typists = meeting.accounts.map((account) => new Typist(account, meeting.meetingId));
  for (const typist of typists) await typist.come(node.url);
}

/** Everybody types until `enough` says so; who is refused comes back with what they wrote. */
async function typeUntil(enough: () => boolean): Promise<void> {
  await Promise.all(
    typists.map(async (typist) => {
      while (!enough()) {
        const before = typist.refused.length;
        await Promise.all([typist.type('table', `talk:${card}`), typist.type('notes', `text:${card}`)]);
        if (typist.refused.length > before) await comeBack(typist, enough);
      }
    }),
  );
}

/** Tries as a client does, until it is in and everything it has is saved. */
async function comeBack(typist: Typist, giveUp: () => boolean = () => false): Promise<void> {
  for (;;) {
    try {
      return await typist.come(node.url);
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'lost';
      typist.refused.push(code);
      if (giveUp()) return;
    }
  }
}

const savedWords = () => typists.reduce((sum, { saved }) => sum + saved.size, 0);

/** Each client was told only what passes; in the end all have the same, and it holds whatever was promised. */
async function expectHonestAndWhole(): Promise<void> {
  const promised = await readTruth(meeting.store.log, meeting.meetingId);
  for (const typist of typists) expect(typist.missing(promised)).toEqual([]);
  for (const typist of typists) await comeBack(typist);
  await vi.waitFor(
    async () => {
      const truth = await readTruth(meeting.store.log, meeting.meetingId);
      for (const typist of typists) {
        expect(typist.missing(truth)).toEqual([]);
        expect(typist.differences(truth)).toEqual([]);
      }
    },
    { timeout: 15_000, interval: 100 },
  );
  for (const typist of typists) {
    expect(
      [...new Set(typist.refused)].filter((code) => !['not-saved', 'unknown-history', 'lost'].includes(code)),
    ).toEqual([]);
    for (const word of [...typist.written.table, ...typist.written.notes])
      expect(typist.saved).toContain(word);
    typist.person.leave();
  }
}

describe('a Postgres of one’s own', () => {
  let postgres: TestPostgres;
  beforeEach(async () => {
    postgres = await startPostgres({ settings: { max_connections: '60' } });
    await open({ serverUrl: postgres.url });
  });
  afterEach(async () => {
    await meeting.close();
    await postgres.stop();
  });

  it('F-02: killed and started again under load', async () => {
    let done = false;
    const typing = typeUntil(() => done);
    for (let kill = 0; kill < 2; kill += 1) {
      const before = savedWords();
      await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(before + 20), 20_000);
      await postgres.kill();
      await vi.waitFor(
        () => expect(typists.some(({ refused }) => refused.includes('not-saved'))).toBe(true),
        20_000,
      );
      await postgres.start();
    }
    const before = savedWords();
    await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(before + 20), 30_000);
    done = true;
    await typing;
    await expectHonestAndWhole();
  }, 120_000);

  it('F-03: stalled, it gets no acknowledgement from anybody, and all goes on afterwards', async () => {
    let done = false;
    const typing = typeUntil(() => done);
    await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(20), 20_000);
    const stopped = [...(await backends(meeting)), postgres.pid() ?? 0].filter((pid) => pid > 1);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    let stalled: number;
    try {
      // What Postgres had answered before it stopped may still arrive; after that nothing does.
      stalled = await settled(savedWords);
      expect(savedWords()).toBe(stalled);
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
    }
    await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(stalled + 20), 30_000);
    done = true;
    await typing;
    await expectHonestAndWhole();
  }, 120_000);

  it('F-06: while votes hold every connection they may have, saving goes on, and they say not-saved', async () => {
    const [lead, ...others] = typists;
    if (!lead) throw new Error('nobody leads');
    await lead.person.steps('group', 'vote');
    const blocker = await meeting.store.pools.general.connect();
    await blocker.query('begin');
    await blocker.query('select 1 from meeting_steps where meeting_id = $1 for update', [meeting.meetingId]);
    const vote = ({ person }: Typist) => person.command('vote', { card, delta: 1 });
    const votes = Promise.allSettled(Array.from({ length: 10 }, () => others.map(vote)).flat());
    let answered = false;
    void votes.then(() => (answered = true));
    const before = savedWords();
    await typeUntil(() => answered || savedWords() > before + 100);
    expect(savedWords()).toBeGreaterThan(before + 20);
    const reasons = (await votes).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : 'voted',
    );
    expect([...new Set(reasons)]).toEqual(['Refusal: not-saved']);
    await blocker.query('rollback');
    blocker.release();
    const [first] = others;
    if (!first) throw new Error('nobody votes');
    expect(await vote(first)).toEqual({ ballots: { [card]: 1 } });
    await expectHonestAndWhole();
  }, 60_000);
});

/** The number once it has not moved for as long as many flushes last. */
async function settled(read: () => number): Promise<number> {
  let last = -1;
  await vi.waitFor(
    () => {
      const now = read();
      const moved = now !== last;
      last = now;
      expect(moved).toBe(false);
    },
    { timeout: 10_000, interval: 1_000 },
  );
  return last;
}

/** Processes of this meeting's connections, all children of the Postgres that this test started. */
async function backends({ store }: TestMeeting): Promise<number[]> {
  const { rows } = await store.pools.general.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  return rows.map(({ pid }) => pid);
}

describe('a log that fails', () => {
  afterEach(() => meeting.close());

  it('F-05: commits that fail half-way, before or after they were made', async () => {
    const seed = Date.now() % 1e6;
    console.log(`seed ${seed}`);
    const random = new SeededRandom(seed);
    let failures = 0;
    const failing = (log: Log): Log => ({
      ...log,
      async append(appends: readonly Append[]): Promise<AppendOutcome[]> {
        const fails = random.chance(0.1);
        const before = random.chance(0.5);
        if (fails) failures += 1;
        const failed = appends.map(() => ({ kind: 'failed', error: new Error('in doubt') }) as const);
        if (fails && before) return failed;
        const outcomes = await log.append(appends);
        return fails ? failed : outcomes;
      },
    });
    await open({ log: failing });
    await typeUntil(() => failures > 20 && savedWords() > 200);
    await expectHonestAndWhole();
  }, 60_000);

  it.each([
    ['step.move', { from: 'group', to: 'vote' }],
    ['step.move', { from: 'group', to: 'write' }],
    ['meeting.close', {}],
  ] as const)(
    'F-19: %s %j while others type: each word is saved or refused',
    async (name, payload) => {
      await open();
      let done = false;
      const typing = typists.map(async (typist) => {
        while (!done && typist.refused.length === 0) {
          await Promise.all([typist.type('table', `talk:${card}`), typist.type('notes', `text:${card}`)]);
        }
      });
      await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(40), 20_000);
      const lead = new TestPerson(node.url, meeting.accounts[0] ?? '', meeting.meetingId);
      await lead.join();
      await lead.command(name, payload);
      const closes = name === 'meeting.close';
      if (closes) {
        await Promise.all(typing);
        for (const typist of typists) expect([...new Set(typist.refused)]).toEqual(['meeting-closed']);
        const late = new TestPerson(node.url, meeting.accounts[3] ?? '', meeting.meetingId);
        await late.join();
        const kept = late.docs.table.getText(`talk:${card}`).toString();
        // What was called saved in `table` before the close is in what was frozen, to the last word.
        for (const typist of typists) {
          for (const word of typist.written.table) if (typist.saved.has(word)) expect(kept).toContain(word);
        }
        late.leave();
      } else {
        const before = savedWords();
        await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(before + 40), 20_000);
        done = true;
        await Promise.all(typing);
        await expectHonestAndWhole();
      }
      for (const { person } of typists) person.leave();
      lead.leave();
    },
    60_000,
  );
});

describe('reveal', () => {
  afterEach(() => meeting.close());

  it('F-19: words typed into notes during the reveal are saved, on the board or still their author’s alone', async () => {
    await open();
    const [lead] = typists;
    if (!lead) throw new Error('nobody leads');
    await lead.person.steps('group', 'write');
    let done = false;
    const typing = typists.map(async (typist) => {
      const note = await typist.person.note('stop', 'mine ');
      while (!done) await typist.type('notes', `text:${note}`);
    });
    await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(40), 20_000);
    await lead.person.command('step.move', { from: 'write', to: 'group' });
    const before = savedWords();
    await vi.waitFor(() => expect(savedWords()).toBeGreaterThan(before + 40), 20_000);
    done = true;
    await Promise.all(typing);
    const published = [...lead.person.docs.board.getMap('cards').values()] as { text: string }[];
    expect(published.filter(({ text }) => text.startsWith('mine '))).toHaveLength(4);
    await expectHonestAndWhole();
  }, 60_000);
});
