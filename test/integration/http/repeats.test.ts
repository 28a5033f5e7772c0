/** Retrospectives that come again. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Jobs } from '#server/store/jobs.ts';
import { next } from '#shared/schedule/occurrence.ts';
import { ruleSchema } from '#shared/schedule/rule.ts';
import { as, codeOf } from '#test/harness/http-client.ts';
import { openCrew, type Crew } from './crew.ts';

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew();
});
afterAll(() => crew.http.close());
beforeEach(async () => {
  const { general } = crew.http.pools;
  await general.query('delete from repeats');
  await general.query('delete from jobs');
  await general.query('delete from meetings');
});

const rule = { every: 'week', from: '2026-01-05', time: '10:00', zone: 'Europe/Berlin' };
const repeat = z.object({ id: z.string(), next: z.string() });
const list = z.object({
  repeats: z.array(z.object({ id: z.string(), title: z.string(), rule: ruleSchema, next: z.string() })),
});
const meetings = z.object({
  meetings: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })),
});

const add = async (chosen: object = {}, by = crew.bo) =>
  as(
    await by.client.post(`/api/teams/${crew.teamId}/repeats`, {
      kind: 'retro',
      title: 'Weekly',
      rule,
      ...chosen,
    }),
    repeat,
  );
const repeats = async () => as(await crew.ann.client.get(`/api/teams/${crew.teamId}/repeats`), list).repeats;
const held = async () =>
  as(await crew.ann.client.get(`/api/teams/${crew.teamId}/meetings`), meetings).meetings;

const failures: unknown[] = [];
type Start = Parameters<Crew['http']['meetings']['repeats']['fire']>[1];

/** One scheduler. `start` stands between it and the rooms, where a test wants to fail. */
function scheduler(start: Start = (id, by) => crew.http.deps.rooms.start(id, by)): Jobs {
  const { pools, keys, meetings: store } = crew.http;
  return new Jobs({
    pools,
    keys,
    runCommand: () => Promise.reject(new Error('no command is due here')),
    startRepeat: (due) => store.repeats.fire(due, start),
    onError: (error) => failures.push(error),
  });
}

/** Makes what waits due, as if its time had come that long ago. */
async function comeDue(ago = '1 second'): Promise<void> {
  const { general } = crew.http.pools;
  await general.query(
    `update jobs set run_at = now() - $1::interval, due = now() - $1::interval where kind = 'start-repeat'`,
    [ago],
  );
  await general.query(`update repeats set next = now() - $1::interval`, [ago]);
}

const waiting = async () =>
  (
    await crew.http.pools.general.query<{ due: Date }>(
      `select due from jobs where kind = 'start-repeat' order by due`,
    )
  ).rows.map(({ due }) => due.toISOString());
const upcoming = () => new Date(next(ruleSchema.parse(rule), Date.now())).toISOString();

test('is listed with its next time, which waits as a job', async () => {
  const made = await add();
  expect(made.next).toBe(upcoming());
  expect(await repeats()).toEqual([{ id: made.id, title: 'Weekly', rule, next: made.next }]);
  expect(await waiting()).toEqual([made.next]);
  expect(await held()).toEqual([]);
});

test('U-4: starts in its maker’s name, asks everybody by mail, and waits for its next time', async () => {
  const { ann, bo, cleo, olga } = crew;
  await add({ goal: 'Calm', options: { votesPerPerson: 7 } });
  await comeDue();
  expect(await scheduler().takeDue()).toBe(1);
  const [meeting] = await held();
  expect(meeting).toMatchObject({ title: 'Weekly', state: 'open' });
  const id = meeting?.id ?? '';
  const board = await crew.board(id, 'meeting');
  expect(board).toMatchObject({ goal: 'Calm', options: { votesPerPerson: 7 } });
  const people = await crew.board(id, 'people');
  expect(people[z.string().parse(board['facilitator'])]).toMatchObject({ name: 'Bo', awaited: true });
  expect(Object.keys(people)).toHaveLength(4);
  expect(await crew.mails(id)).toEqual([ann, bo, cleo, olga].map((one) => `invitation/${one.id}`).toSorted());
  expect(await waiting()).toEqual([upcoming()]);
  expect(await repeats()).toMatchObject([{ next: upcoming() }]);
});

test('U-4: fired by two schedulers at once it starts once (F-24)', async () => {
  for (let round = 0; round < 3; round += 1) await add({ title: `No ${String(round)}` });
  await comeDue();
  await Promise.all([scheduler().takeDue(), scheduler().takeDue()]);
  expect((await held()).map(({ title }) => title).toSorted()).toEqual(['No 0', 'No 1', 'No 2']);
  expect(await waiting()).toHaveLength(3);
});

test('U-4: taken a second time, because the first to take it died before or after it started, it starts once', async () => {
  await add();
  await comeDue();
  const dies: Start = () => Promise.reject(new Error('killed before the start'));
  await scheduler(dies).takeDue();
  await crew.http.pools.general.query('update jobs set run_at = now()');
  const diesAfter: Start = async (id, by) => {
    await crew.http.deps.rooms.start(id, by);
    throw new Error('killed after the start');
  };
  const { rows } = await crew.http.pools.general.query<{ id: string }>(
    `select id from jobs where kind = 'start-repeat'`,
  );
  await scheduler(diesAfter).takeDue();
  expect(failures.splice(0).map(String)).toEqual([
    'Error: killed before the start',
    'Error: killed after the start',
  ]);
  await crew.http.pools.general.query('update jobs set run_at = now() where id = $1', [rows[0]?.id]);
  await scheduler().takeDue();
  const meetingsHeld = await held();
  expect(meetingsHeld).toMatchObject([{ state: 'open' }]);
  expect(await crew.mails(meetingsHeld[0]?.id ?? '')).toHaveLength(4);
  expect(await waiting()).toEqual([upcoming()]);
});

test('U-4: missed for weeks it is caught up once, and goes on at its next time', async () => {
  await add();
  await comeDue('40 days');
  await scheduler().takeDue();
  await scheduler().takeDue();
  expect(await held()).toHaveLength(1);
  expect(await waiting()).toEqual([upcoming()]);
});

test('U-4: whose maker left the team is started by another who may; when nobody is left it ends', async () => {
  const { http, ann, bo, organisationId } = crew;
  const { id: teamId } = await http.identity.teams.create(organisationId, 'Leaving', bo.id);
  await http.identity.teams.addMember(teamId, crew.olga.id, true);
  await http.identity.teams.addMember(teamId, ann.id, false);
  const body = { kind: 'retro', title: 'Weekly', rule };
  const { id } = as(await bo.client.post(`/api/teams/${teamId}/repeats`, body), repeat);
  await http.identity.teams.removeMember(teamId, bo.id);
  await comeDue();
  await scheduler().takeDue();
  const { rows } = await http.pools.general.query<{ id: string; created_by: string }>(
    'select id, created_by from meetings where team_id = $1',
    [teamId],
  );
  expect(rows.map((row) => row.created_by)).toEqual([ann.id]);
  await http.identity.teams.removeMember(teamId, ann.id);
  await comeDue();
  await scheduler().takeDue();
  expect(await waiting()).toEqual([]);
  expect(await http.meetings.repeats.teamOf(id)).toBeNull();
  const { rows: after } = await http.pools.general.query('select 1 from meetings where team_id = $1', [
    teamId,
  ]);
  expect(after).toHaveLength(1);
});

test('ended by anybody of the team it does not come again; what it started goes on', async () => {
  const { id } = await add();
  await comeDue();
  await scheduler().takeDue();
  expect((await crew.cleo.client.delete(`/api/repeats/${id}`)).status).toBe(204);
  expect(await repeats()).toEqual([]);
  expect(await waiting()).toEqual([]);
  expect(await held()).toMatchObject([{ state: 'open' }]);
  expect(codeOf(await crew.cleo.client.delete(`/api/repeats/${id}`))).toBe('not-found');
});

test('a rule that cannot be kept is refused, and so are people who are not in the team', async () => {
  const post = (chosen: object) =>
    crew.bo.client.post(`/api/teams/${crew.teamId}/repeats`, { kind: 'retro', title: 'x', rule, ...chosen });
  for (const wrong of [
    { rule: { ...rule, zone: 'Mars/Olympus' } },
    { rule: { ...rule, zone: '+01:00' } },
    { rule: { ...rule, time: '24:00' } },
    { rule: { ...rule, from: '2026-02-30' } },
    { rule: { ...rule, every: 'day' } },
    { rule: { ...rule, until: '2027-01-01' } },
    { rule: undefined },
    { invited: [crew.stranger.id] },
  ])
    expect(codeOf(await post(wrong))).toBe('bad-request');
  expect(await repeats()).toEqual([]);
});

test('a team has at most 20, however many are added at once, and they lie sealed', async () => {
  const answers = await Promise.all(
    Array.from({ length: 22 }, () =>
      crew.bo.client.post(`/api/teams/${crew.teamId}/repeats`, { kind: 'retro', title: 'Marmalade', rule }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  expect(answers.filter((answer) => codeOf(answer) === 'over-cap')).toHaveLength(2);
  const { rows } = await crew.http.pools.general.query<{ content: Buffer }>('select content from repeats');
  for (const { content } of rows) expect(content.toString('latin1')).not.toMatch(/Marmalade|Berlin/);
});
