import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, codeOf, type Client } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
let administrator: Awaited<ReturnType<TestHttp['person']>>;
let organisationId: string;
let teamId: string;
beforeAll(async () => {
  http = await openTestHttp();
  administrator = await http.person('Administrator');
  const founded = await http.identity.organisations.create('Acme', 'Crew', administrator.id);
  [organisationId, teamId] = [founded.id, founded.teamId];
});
afterAll(() => http.close());

const made = z.object({ id: z.string(), url: z.string(), expiresAt: z.string() });

async function invite(by: Client, body: unknown = {}): Promise<{ id: string; token: string }> {
  const { id, url } = as(await by.post(`/api/teams/${teamId}/invites`, body), made);
  expect(url.startsWith(`${http.origin}/invite#`)).toBe(true);
  return { id, token: new URL(url).hash.slice(1) };
}

async function outcomes(token: string): Promise<(string | number)[]> {
  const { client } = await http.person('Visitor');
  const answers = [
    await http.client().post('/api/invites/preview', { token }),
    await client.post('/api/invites/accept', { token }),
  ];
  return answers.map((answer) => codeOf(answer) ?? answer.status);
}

test('an invite says where it leads and lets in whoever follows it, as often as they like', async () => {
  const { token } = await invite(administrator.client);
  const preview = await http.client().post('/api/invites/preview', { token });
  expect(preview.body).toMatchObject({ organisationName: 'Acme', teamName: 'Crew', role: 'member' });
  expect(JSON.stringify(preview.body)).not.toMatch(/organisationId|teamId/);
  const { client } = await http.person('Bo');
  for (let i = 0; i < 2; i++) {
    expect((await client.post('/api/invites/accept', { token })).body).toEqual({ organisationId, teamId });
  }
  expect((await client.get('/api/me')).body).toMatchObject({
    organisations: [{ id: organisationId, role: 'member', teams: [{ id: teamId, observer: false }] }],
  });
});

test('an invite never lowers or raises the role of somebody who is in', async () => {
  const { token } = await invite(administrator.client);
  await administrator.client.post('/api/invites/accept', { token });
  expect(await http.identity.organisations.roleOf(organisationId, administrator.id)).toBe('administrator');
});

test('a revoked, an expired and an invented invite answer alike', async () => {
  const revoked = await invite(administrator.client);
  expect((await administrator.client.delete(`/api/invites/${revoked.id}`)).status).toBe(204);
  const expired = await invite(administrator.client, { days: 1 });
  http.wait(86_400_001);
  for (const token of [revoked.token, expired.token, 'x'.repeat(43)]) {
    expect(await outcomes(token)).toEqual(['invite-expired', 'invite-expired']);
  }
});

test('whom the inviter could not promote by hand they cannot invite higher either', async () => {
  const manager = await http.person('Manager');
  await http.identity.organisations.addMember(organisationId, manager.id, 'manager');
  const refused = await manager.client.post(`/api/teams/${teamId}/invites`, { role: 'administrator' });
  expect(codeOf(refused)).toBe('not-allowed');
  const { token } = await invite(manager.client);
  expect(await outcomes(token)).toEqual([200, 200]);
  // Who was removed takes their invites with them.
  expect(
    (await administrator.client.delete(`/api/organisations/${organisationId}/members/${manager.id}`)).status,
  ).toBe(204);
  expect(await outcomes(token)).toEqual(['invite-expired', 'invite-expired']);
});

test('who steps down takes back the invites to rights that they have no more', async () => {
  const second = await http.person('Stepping');
  await http.identity.organisations.addMember(organisationId, second.id, 'administrator');
  const tokens: string[] = [];
  for (const role of ['administrator', 'member']) tokens.push((await invite(second.client, { role })).token);
  const path = `/api/organisations/${organisationId}/members/${second.id}`;
  await administrator.client.patch(path, { role: 'manager' });
  const [high = '', low = ''] = tokens;
  expect(await outcomes(high)).toEqual(['invite-expired', 'invite-expired']);
  expect(await outcomes(low)).toEqual([200, 200]);
  await administrator.client.patch(path, { role: 'member' });
  expect(await outcomes(low)).toEqual(['invite-expired', 'invite-expired']);
  await administrator.client.delete(path);
});

test('the last Administrator stays, also when two step down at once', async () => {
  const path = (id: string) => `/api/organisations/${organisationId}/members/${id}`;
  const { client, id } = administrator;
  expect(codeOf(await client.patch(path(id), { role: 'member' }))).toBe('last-administrator');
  expect(codeOf(await client.delete(path(id)))).toBe('last-administrator');
  const second = await http.person('Second');
  await http.identity.organisations.addMember(organisationId, second.id, 'administrator');
  const answers = await Promise.all([
    client.patch(path(id), { role: 'member' }),
    second.client.patch(path(second.id), { role: 'member' }),
  ]);
  expect(answers.map((answer) => codeOf(answer) ?? answer.status).toSorted()).toEqual([
    204,
    'last-administrator',
  ]);
});
