/** What a team starts from: last time's choices, defaults of its own, templates of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, codeOf } from '#test/harness/http-client.ts';
import { idOf, openCrew, type Crew, type Somebody } from './crew.ts';

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew();
});
afterAll(() => crew.http.close());

/** Each test takes a team of its own, of the same people. */
async function newTeam(): Promise<string> {
  const { http, organisationId, ann, bo, olga } = crew;
  const { id } = await http.identity.teams.create(organisationId, 'Another', ann.id);
  await http.identity.teams.addMember(id, bo.id, false);
  await http.identity.teams.addMember(id, olga.id, true);
  return id;
}

const settings = z.object({
  kind: z.literal('retro'),
  options: z.looseObject({ votesPerPerson: z.number() }),
  own: z.array(z.string()),
});
const read = async (by: Somebody, teamId: string) =>
  as(await by.client.get(`/api/teams/${teamId}/settings`), settings);
const change = (by: Somebody, teamId: string, changes: object) =>
  by.client.patch(`/api/teams/${teamId}/settings`, { kind: 'retro', changes });
const startingPoint = async (by: Somebody, teamId: string) =>
  (await by.client.get(`/api/teams/${teamId}/setup?kind=retro`)).body;

const columns = [
  { id: 'wind', title: 'Wind', prompt: 'What pushes us?', colour: 1 },
  { id: 'rocks', title: 'Rocks', prompt: '', colour: 4 },
];

test('a team that never met starts from the product’s defaults, overlaid by its own', async () => {
  const { ann, bo, olga } = crew;
  const team = await newTeam();
  await change(ann, team, { votesPerPerson: 6, anonymous: true });
  expect(await startingPoint(bo, team)).toMatchObject({
    setup: {
      title: null,
      goal: '',
      template: null,
      invited: null,
      options: { votesPerPerson: 6, anonymous: true, votesPerTopic: 3 },
    },
    defaults: { votesPerPerson: 6, anonymous: true, votesPerTopic: 3 },
    own: ['anonymous', 'votesPerPerson'],
    invitable: [
      { id: ann.id, name: 'Ann', observer: false },
      { id: bo.id, name: 'Bo', observer: false },
      { id: olga.id, name: 'Olga', observer: true },
    ],
  });
});

test('after that it starts from what it chose last, on every device; a default set later does not win over it', async () => {
  const { ann, bo, http } = crew;
  const team = await newTeam();
  const chosen = { template: 'sailboat', options: { votesPerPerson: 4, columns }, invited: [ann.id, bo.id] };
  const body = { kind: 'retro', title: 'Sprint 7', goal: 'Once', ...chosen };
  expect((await bo.client.post(`/api/teams/${team}/drafts`, body)).status).toBe(201);
  await change(ann, team, { votesPerPerson: 9 });
  expect(await startingPoint(ann, team)).toMatchObject({
    setup: {
      title: null,
      goal: '',
      template: 'sailboat',
      options: { votesPerPerson: 4, columns },
      invited: [ann.id, bo.id],
    },
    defaults: { votesPerPerson: 9 },
  });
  await http.identity.teams.removeMember(team, bo.id);
  expect(await startingPoint(ann, team)).toMatchObject({ setup: { invited: [ann.id] } });
});

test.each(['meetings', 'drafts', 'repeats'])('what was chosen for %s is remembered', async (what) => {
  const team = await newTeam();
  const rule = { every: 'week', from: '2096-01-02', time: '10:00', zone: 'Europe/Berlin' };
  const body = { kind: 'retro', title: 'x', template: 'kalm', ...(what === 'repeats' ? { rule } : {}) };
  expect((await crew.bo.client.post(`/api/teams/${team}/${what}`, body)).status).toBe(201);
  expect(await startingPoint(crew.ann, team)).toMatchObject({ setup: { template: 'kalm' } });
});

test('what a draft became by the time it started is what is remembered', async () => {
  const team = await newTeam();
  const draft = { kind: 'retro', title: 'x', goal: '', template: 'kalm', options: {}, invited: null };
  const id = idOf(await crew.bo.client.post(`/api/teams/${team}/drafts`, draft));
  await crew.ann.client.send('PUT', `/api/meetings/${id}/setup`, { ...draft, template: 'daki', version: 1 });
  expect(await startingPoint(crew.ann, team)).toMatchObject({ setup: { template: 'kalm' } });
  await crew.bo.client.post(`/api/meetings/${id}/start`);
  expect(await startingPoint(crew.ann, team)).toMatchObject({ setup: { template: 'daki' } });
});

test('each default is set and reset by itself, by managers and administrators', async () => {
  const { ann, bo, olga } = crew;
  const team = await newTeam();
  expect(await read(olga, team)).toMatchObject({ options: { votesPerPerson: 5 }, own: [] });
  const set = await change(ann, team, {
    votesPerPerson: 6,
    minutes: { write: 10, group: null, vote: 5, discuss: null },
    walk: { group: false, vote: true },
  });
  expect(as(set, settings)).toMatchObject({
    options: { votesPerPerson: 6, minutes: { write: 10, vote: 5 }, walk: { group: false }, votesPerTopic: 3 },
    own: ['votesPerPerson', 'walk', 'minutes'],
  });
  expect(as(await change(ann, team, { votesPerPerson: null, guests: true }), settings)).toMatchObject({
    options: { votesPerPerson: 5, guests: true },
    own: ['guests', 'walk', 'minutes'],
  });
  expect(codeOf(await change(bo, team, { votesPerPerson: 1 }))).toBe('not-allowed');
  for (const wrong of [{ columns }, { votesPerPerson: 99 }, { title: 'x' }, { walk: { lobby: true } }])
    expect(codeOf(await change(ann, team, wrong))).toBe('bad-request');
  expect(await read(bo, team)).toMatchObject({ own: ['guests', 'walk', 'minutes'] });
});

test('two managers who set different defaults at once both do', async () => {
  const team = await newTeam();
  const answers = await Promise.all([
    change(crew.ann, team, { votesPerPerson: 6 }),
    change(crew.ann, team, { votesPerTopic: 2 }),
    change(crew.ann, team, { mood: false }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await read(crew.ann, team)).own.toSorted()).toEqual(['mood', 'votesPerPerson', 'votesPerTopic']);
});

const templates = z.object({
  templates: z.array(z.strictObject({ id: z.string(), name: z.string(), columns: z.unknown() })),
});
const own = async (by: Somebody, team: string) =>
  as(await by.client.get(`/api/teams/${team}/templates`), templates).templates;
const add = (by: Somebody, team: string, name = 'Ours') =>
  by.client.post(`/api/teams/${team}/templates`, { name, columns });
const newId = z.object({ id: z.string() });

test('a team’s template is its members’ to change and delete; each change leaves the rest', async () => {
  const { ann, bo, olga } = crew;
  const team = await newTeam();
  const { id } = as(await add(bo, team), newId);
  expect(await own(olga, team)).toEqual([{ id, name: 'Ours', columns }]);
  expect((await ann.client.patch(`/api/templates/${id}`, { name: 'Harbour' })).status).toBe(204);
  expect((await bo.client.patch(`/api/templates/${id}`, { columns: columns.slice(0, 1) })).status).toBe(204);
  expect(await own(ann, team)).toEqual([{ id, name: 'Harbour', columns: columns.slice(0, 1) }]);
  expect(codeOf(await olga.client.patch(`/api/templates/${id}`, { name: 'No' }))).toBe('not-allowed');
  expect(codeOf(await crew.stranger.client.delete(`/api/templates/${id}`))).toBe('not-found');
  expect(codeOf(await ann.client.patch(`/api/templates/${id}`, { columns: [] }))).toBe('bad-request');
  expect((await ann.client.delete(`/api/templates/${id}`)).status).toBe(204);
  expect(await own(ann, team)).toEqual([]);
});

test('a team has at most 50 templates, however many are made at once', async () => {
  const team = await newTeam();
  const answers = await Promise.all(
    Array.from({ length: 53 }, (_, index) => add(crew.bo, team, `No ${String(index)}`)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
  expect(answers.filter((answer) => codeOf(answer) === 'over-cap')).toHaveLength(3);
});

test('U-6: a template changed under an open meeting, or deleted, is nothing to the meetings made from it', async () => {
  const { ann, bo } = crew;
  const team = await newTeam();
  const { id: template } = as(await add(bo, team), newId);
  const body = { kind: 'retro', title: 'x', template, options: { columns } };
  const open = idOf(await bo.client.post(`/api/teams/${team}/meetings`, body));
  const draft = idOf(await bo.client.post(`/api/teams/${team}/drafts`, body));
  const before = await crew.board(open, 'meeting');
  expect(before).toMatchObject({ options: { columns } });
  const changed = [{ ...columns[0], id: 'other', title: 'Other' }];
  expect((await ann.client.patch(`/api/templates/${template}`, { columns: changed })).status).toBe(204);
  expect(await crew.board(open, 'meeting')).toEqual(before);
  expect((await ann.client.delete(`/api/templates/${template}`)).status).toBe(204);
  expect(await crew.board(open, 'meeting')).toEqual(before);
  expect((await ann.client.get(`/api/meetings/${draft}/setup`)).body).toMatchObject({
    template,
    options: { columns },
  });
  await ann.client.post(`/api/meetings/${draft}/start`);
  expect(await crew.board(draft, 'meeting')).toMatchObject({ options: { columns } });
});

test('what a team chose and made goes with it, and lies sealed until then (P7)', async () => {
  const team = await newTeam();
  const { general } = crew.http.pools;
  await add(crew.bo, team, 'Marmalade');
  await crew.bo.client.post(`/api/teams/${team}/drafts`, {
    kind: 'retro',
    title: 'Quince',
    options: { columns },
  });
  for (const table of ['team_choices', 'team_templates']) {
    const { rows } = await general.query<{ content: Buffer }>(
      `select content from ${table} where team_id = $1`,
      [team],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.content.toString('latin1')).not.toMatch(/Marmalade|Quince|Wind|pushes/);
  }
  await general.query('delete from teams where id = $1', [team]);
  for (const table of ['team_choices', 'team_templates', 'meetings']) {
    const { rows } = await general.query(`select 1 from ${table} where team_id = $1`, [team]);
    expect(rows).toEqual([]);
  }
});
