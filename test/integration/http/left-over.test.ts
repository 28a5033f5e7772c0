/** Notes that were never shown come back to their author, and to nobody else. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Jobs } from '#server/store/jobs.ts';
import { as, codeOf } from '#test/harness/http-client.ts';
import { openMeeting } from '#test/harness/open-meeting.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

const notesShape = z.object({
  notes: z.array(
    z.object({ id: z.string(), teamId: z.string().nullable(), column: z.string(), text: z.string() }),
  ),
});
type Somebody = Awaited<ReturnType<TestHttp['person']>>;

let http: TestHttp;
let ann: Somebody;
let bo: Somebody;
let team: { id: string; teamId: string };
beforeAll(async () => {
  http = await openTestHttp();
  [ann, bo] = [await http.person('Ann'), await http.person('Bo')];
  team = await http.identity.organisations.create('Acme', 'Crew', ann.id);
  await http.identity.organisations.addMember(team.id, bo.id, 'member');
  await http.identity.teams.addMember(team.teamId, bo.id, false);
});
afterAll(() => http.close());
beforeEach(() => http.pools.general.query('delete from left_over'));

/** A meeting of Ann's that closes with a note of hers never shown. */
async function closedWith(text: string, teamId = team.teamId): Promise<string> {
  const { meetingId, memberId } = await openMeeting(http, {
    teamId,
    title: 'Sprint 12',
    accountId: ann.id,
  });
  await http.log.command(meetingId, (tx) =>
    tx.close({
      summary: {},
      mailTo: [],
      leftOver: [{ memberId, column: 'start', text }],
      documents: [],
    }),
  );
  return meetingId;
}

const notesOf = async ({ client }: Somebody, query = '') =>
  as(await client.get(`/api/left-over${query}`), notesShape).notes;

test('P1 a note that was never shown comes back to its author, and is nobody else’s to see or to discard', async () => {
  await closedWith('never shown');
  const [note] = await notesOf(ann);
  expect(note).toMatchObject({ text: 'never shown', column: 'start', teamId: team.teamId });
  expect(await notesOf(bo)).toEqual([]);
  expect((await bo.client.delete(`/api/left-over/${note?.id}`)).status).toBe(204);
  expect(await notesOf(ann)).toHaveLength(1);
  expect((await ann.client.delete(`/api/left-over/${note?.id}`)).status).toBe(204);
  expect(await notesOf(ann)).toEqual([]);
});

test('it is offered in the meetings of its own team', async () => {
  const other = await http.identity.teams.create(team.id, 'Others', ann.id);
  await closedWith('of the crew');
  const meeting = await closedWith('of the others', other.id);
  const here = await notesOf(ann, `?meetingId=${meeting}`);
  expect(here.map(({ text }) => text)).toEqual(['of the others']);
  expect(await notesOf(ann, `?meetingId=${crypto.randomUUID()}`)).toEqual([]);
  expect(codeOf(await ann.client.get('/api/left-over?meetingId=1'))).toBe('bad-request');
});

test('after 30 days it is not told any more, and the next round of timed work deletes it', async () => {
  await closedWith('old');
  await http.pools.general.query(`update left_over set expires_at = now() - interval '1 second'`);
  expect(await notesOf(ann)).toEqual([]);
  const { rows: before } = await http.pools.general.query('select 1 from left_over');
  expect(before).toHaveLength(1);
  await new Jobs({
    pools: http.pools,
    keys: http.keys,
    runCommand: () => Promise.resolve(),
    startRepeat: () => Promise.resolve(),
    onError: (error) => {
      throw error;
    },
  }).takeDue();
  const { rows } = await http.pools.general.query('select 1 from left_over');
  expect(rows).toEqual([]);
});
