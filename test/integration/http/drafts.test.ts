/** Preparing a retrospective, and starting it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, codeOf } from '#test/harness/http-client.ts';
import { idOf, openCrew, type Crew, type Somebody } from './crew.ts';

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew();
});
afterAll(() => crew.http.close());

const listed = z.object({ meetings: z.array(z.object({ id: z.string(), state: z.string() })) });

const draft = async (by: Somebody, chosen: object = {}) =>
  idOf(
    await by.client.post(`/api/teams/${crew.teamId}/drafts`, { kind: 'retro', title: 'Sprint 8', ...chosen }),
  );
const start = (by: Somebody, id: string) => by.client.post(`/api/meetings/${id}/start`);
const setupOf = (by: Somebody, id: string) => by.client.get(`/api/meetings/${id}/setup`);
const whole = {
  kind: 'retro',
  title: 'Sprint 9',
  goal: 'Calm',
  template: 'sailboat',
  invited: null,
} as const;

/** Whether it is in the team's two lists, and can be asked for. */
async function sees({ client }: Somebody, id: string): Promise<boolean[]> {
  const lists = [`/api/teams/${crew.teamId}/meetings`, `/api/teams/${crew.teamId}`];
  const found = await Promise.all(
    lists.map(async (path) => as(await client.get(path), listed).meetings.some((one) => one.id === id)),
  );
  return [...found, (await client.get(`/api/meetings/${id}`)).status === 200];
}

test('U-1: a draft is known to those who are in it and to its maker, and tells nobody', async () => {
  const { ann, bo, cleo, stranger } = crew;
  const id = await draft(ann, { invited: [bo.id] });
  expect(await sees(ann, id)).toEqual([true, true, true]);
  expect(await sees(bo, id)).toEqual([true, true, true]);
  expect(await sees(cleo, id)).toEqual([false, false, false]);
  expect((await ann.client.get(`/api/meetings/${id}`)).body).toMatchObject({
    state: 'draft',
    title: 'Sprint 8',
  });
  for (const somebody of [cleo, stranger]) {
    expect(codeOf(await setupOf(somebody, id))).toBe('not-found');
    expect(codeOf(await start(somebody, id))).toBe('not-found');
    expect(codeOf(await somebody.client.delete(`/api/meetings/${id}`))).toBe('not-found');
  }
  expect(await crew.mails(id)).toEqual([]);
  const all = await draft(bo);
  expect(await sees(cleo, all)).toEqual([true, true, true]);
});

test('U-1: an observer sees a draft that is for the team, and does not prepare it', async () => {
  const id = await draft(crew.ann);
  expect((await setupOf(crew.olga, id)).status).toBe(200);
  const answers = [
    await start(crew.olga, id),
    await crew.olga.client.delete(`/api/meetings/${id}`),
    await crew.olga.client.send('PUT', `/api/meetings/${id}/setup`, { ...whole, options: {}, version: 1 }),
  ];
  expect(answers.map(codeOf)).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
});

test('nothing of a draft lies in the database in readable form (P7)', async () => {
  const id = await draft(crew.ann, { title: 'Marmalade', goal: 'Quince', invited: [crew.bo.id] });
  const { rows } = await crew.http.pools.general.query('select * from meetings where id = $1', [id]);
  const raw = JSON.stringify(rows, (_, value: unknown) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : value,
  );
  for (const word of ['Marmalade', 'Quince', crew.bo.id]) expect(raw).not.toContain(word);
});

test('U-2: two who change a draft at once: the second is told, and what the first saved stays', async () => {
  const { ann, bo } = crew;
  const id = await draft(ann);
  const change = (by: Somebody, title: string, version: number) =>
    by.client.send('PUT', `/api/meetings/${id}/setup`, {
      ...whole,
      title,
      options: { votesPerPerson: 7 },
      version,
    });
  expect((await setupOf(bo, id)).body).toMatchObject({
    kind: 'retro',
    title: 'Sprint 8',
    goal: '',
    version: 1,
  });
  const answers = await Promise.all([change(ann, 'Of Ann', 1), change(bo, 'Of Bo', 1)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused && codeOf(refused)).toBe('changed-meanwhile');
  const first = answers[0]?.status === 200 ? 'Of Ann' : 'Of Bo';
  expect((await setupOf(ann, id)).body).toMatchObject({
    title: first,
    goal: 'Calm',
    template: 'sailboat',
    options: { votesPerPerson: 7, votesPerTopic: 3 },
    version: 2,
  });
  expect((await ann.client.get(`/api/meetings/${id}`)).body).toMatchObject({ title: first });
  expect((await change(bo, 'Of Bo', 2)).body).toEqual({ version: 3 });
});

test('a change says everything, and of the kind that the draft is', async () => {
  const id = await draft(crew.ann);
  const put = (body: object) => crew.ann.client.send('PUT', `/api/meetings/${id}/setup`, body);
  const good = { ...whole, options: {}, version: 1 };
  for (const wrong of [
    { ...good, kind: 'planning' },
    { ...good, invited: [crew.stranger.id] },
    { ...good, invited: [crew.bo.id, crew.bo.id] },
    { ...good, goal: undefined },
    { ...good, state: 'open' },
    { ...good, options: { votesPerPerson: 0 } },
    { ...good, version: 0 },
  ])
    expect(codeOf(await put(wrong))).toBe('bad-request');
  expect((await put(good)).body).toEqual({ version: 2 });
});

test('U-3: whoever starts a draft facilitates; those who are asked stand on the board, and get a mail each', async () => {
  const { ann, bo, cleo, olga, http } = crew;
  const id = await draft(ann, {
    invited: [ann.id, bo.id, olga.id],
    goal: 'Calm',
    options: { votesPerPerson: 8 },
  });
  expect((await start(bo, id)).body).toEqual({ id, url: `${http.origin}/meetings/${id}` });
  expect(await crew.mails(id)).toEqual([`invitation/${ann.id}`, `invitation/${olga.id}`].toSorted());
  const people = Object.values(await crew.board(id, 'people'));
  expect(people).toHaveLength(3);
  expect(people).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Ann', role: 'member', awaited: true }),
      expect.objectContaining({ name: 'Olga', role: 'observer', awaited: true }),
      { id: expect.any(String) as unknown, name: 'Bo', role: 'member' },
    ]),
  );
  const board = await crew.board(id, 'meeting');
  expect(board).toMatchObject({
    title: 'Sprint 8',
    goal: 'Calm',
    step: 'lobby',
    options: { votesPerPerson: 8 },
  });
  // In from the first: the place on the board is the place one comes into.
  const as1 = { person: '', via: 'token', guest: null } as const;
  const place = await http.door.admit({ ...as1, accountId: bo.id }, id);
  expect(board['facilitator']).toBe(place.memberId);
  // From its start on it is the whole team's to know and to join.
  expect(await sees(cleo, id)).toEqual([true, true, true]);
  expect(await http.door.admit({ ...as1, accountId: cleo.id }, id)).toMatchObject({ name: 'Cleo' });
  expect(codeOf(await setupOf(ann, id))).toBe('not-found');
  expect(codeOf(await ann.client.delete(`/api/meetings/${id}`))).toBe('not-allowed');
  const late = { ...whole, options: {}, version: 1 };
  expect(codeOf(await ann.client.send('PUT', `/api/meetings/${id}/setup`, late))).toBe('changed-meanwhile');
});

test('U-3: started by three at once it starts once: one facilitator, one mail to everybody else (F-17)', async () => {
  const { ann, bo, cleo, olga } = crew;
  const id = await draft(ann);
  const answers = await Promise.all([start(ann, id), start(bo, id), start(cleo, id)]);
  expect(answers.map(({ body }) => body)).toEqual([answers[0]?.body, answers[0]?.body, answers[0]?.body]);
  const people = Object.values(await crew.board(id, 'people'));
  expect(people).toHaveLength(4);
  expect(people.filter((one) => z.object({ awaited: z.literal(true) }).safeParse(one).success)).toHaveLength(
    3,
  );
  const mails = await crew.mails(id);
  expect(mails).toHaveLength(3);
  expect(mails).toContain(`invitation/${olga.id}`);
  const { rows } = await crew.http.pools.general.query('select 1 from participants where meeting_id = $1', [
    id,
  ]);
  expect(rows).toHaveLength(4);
});

test('a draft that is started and deleted at once is one of the two', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = await draft(crew.ann);
    const [started, removed] = await Promise.all([
      start(crew.ann, id),
      crew.bo.client.delete(`/api/meetings/${id}`),
    ]);
    const there = (await crew.ann.client.get(`/api/meetings/${id}`)).status === 200;
    expect(there).toBe(removed.status !== 204);
    if (there) expect(started.status).toBe(200);
    else expect(await crew.mails(id)).toEqual([]);
  }
});

test('a deleted draft leaves no row and no key', async () => {
  const id = await draft(crew.ann);
  const { general } = crew.http.pools;
  const { rows } = await general.query<{ content_slot: number }>(
    'select content_slot from meetings where id = $1',
    [id],
  );
  expect((await crew.bo.client.delete(`/api/meetings/${id}`)).status).toBe(204);
  expect(codeOf(await crew.ann.client.get(`/api/meetings/${id}`))).toBe('not-found');
  const { rows: queued } = await general.query(
    `select 1 from jobs where kind = 'destroy-key' and subject = $1`,
    [String(rows[0]?.content_slot)],
  );
  expect(queued).toHaveLength(1);
});

test('U-3: who left the team since a draft was made is neither asked nor let in by it', async () => {
  const { ann, http, organisationId, teamId } = crew;
  const dan = await http.person('Dan');
  await http.identity.organisations.addMember(organisationId, dan.id, 'member');
  await http.identity.teams.addMember(teamId, dan.id, false);
  const id = await draft(dan, { invited: [ann.id, dan.id] });
  await http.identity.teams.removeMember(teamId, dan.id);
  expect(codeOf(await start(dan, id))).toBe('not-found');
  // What is read can be saved as it is.
  const read = as(await setupOf(ann, id), z.looseObject({ invited: z.array(z.string()) }));
  expect(read.invited).toEqual([ann.id]);
  expect((await ann.client.send('PUT', `/api/meetings/${id}/setup`, read)).body).toEqual({ version: 2 });
  expect((await start(ann, id)).status).toBe(200);
  expect(await crew.mails(id)).toEqual([]);
  expect(Object.values(await crew.board(id, 'people'))).toHaveLength(1);
});

test('a meeting that starts at once asks those who are chosen, or everybody, and the team’s defaults hold', async () => {
  const { ann, bo, cleo, olga, teamId } = crew;
  const begin = (chosen: object) =>
    bo.client.post(`/api/teams/${teamId}/meetings`, { kind: 'retro', title: 'Now', ...chosen });
  const some = idOf(await begin({ invited: [cleo.id] }));
  expect(await crew.mails(some)).toEqual([`invitation/${cleo.id}`]);
  await ann.client.patch(`/api/teams/${teamId}/settings`, { kind: 'retro', changes: { votesPerPerson: 9 } });
  const all = idOf(await begin({}));
  expect(await crew.mails(all)).toEqual([ann, cleo, olga].map(({ id }) => `invitation/${id}`).toSorted());
  expect(await crew.board(all, 'meeting')).toMatchObject({ options: { votesPerPerson: 9 } });
  expect(codeOf(await begin({ invited: [crew.stranger.id] }))).toBe('bad-request');
  expect(codeOf(await begin({ invited: ['00000000-0000-4000-8000-000000000000'] }))).toBe('bad-request');
});

test('guests stay outside a draft, and learn nothing of it', async () => {
  const id = await draft(crew.ann, { options: { guests: true } });
  const guest = crew.http.client();
  expect(codeOf(await guest.get(`/api/meetings/${id}`))).toBe('not-found');
  expect(codeOf(await guest.post(`/api/meetings/${id}/guest`, { name: 'Gast' }))).toBe('meeting-not-started');
  await start(crew.ann, id);
  expect((await guest.post(`/api/meetings/${id}/guest`, { name: 'Gast' })).status).toBe(201);
});
