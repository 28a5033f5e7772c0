import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstPreferences } from '#shared/people/preferences.ts';
import { codeOf } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http.close());

test('preferences follow the account: all mails on at first, and what a change does not name stays', async () => {
  const { client, id } = await http.person('Ana');
  expect((await client.get('/api/me')).body).toMatchObject({ account: { preferences: firstPreferences } });
  expect(await http.identity.accounts.preferences(id)).toEqual(firstPreferences);
  const change = {
    theme: 'dark',
    motion: 'reduced',
    timeZone: 'Asia/Kathmandu',
    emails: { reminders: false },
  };
  await client.patch('/api/me', { preferences: change });
  const { body } = await client.patch('/api/me', { name: 'Ana López' });
  expect(body).toMatchObject({
    name: 'Ana López',
    preferences: {
      ...change,
      locale: null,
      emails: { invitations: true, summaries: true, reminders: false },
    },
  });
  expect((await http.identity.accounts.preferences(id))?.emails.reminders).toBe(false);
});

test('two devices that change different things at once both keep their change', async () => {
  const { client, id } = await http.person('Bo');
  const changes = [
    { preferences: { theme: 'light' } },
    { preferences: { emails: { summaries: false } } },
    { preferences: { emails: { invitations: false } } },
    { name: 'Bo Two' },
  ];
  await Promise.all(changes.map((change) => client.patch('/api/me', change)));
  expect(await http.identity.accounts.account(id)).toMatchObject({
    name: 'Bo Two',
    preferences: { theme: 'light', emails: { invitations: false, summaries: false, reminders: true } },
  });
});

test('B-11 what is no preference is refused, and nothing is changed', async () => {
  const { client, id } = await http.person('Eve');
  for (const body of [
    { preferences: { theme: 'pink' } },
    { preferences: { timeZone: 'Mars/Olympus' } },
    { preferences: { emails: { invitations: 'no' } } },
    { preferences: { role: 'administrator' } },
    { email: 'other@example.com' },
    JSON.parse('{"preferences":{"__proto__":{"theme":"dark"},"constructor":{}}}') as unknown,
  ]) {
    expect(codeOf(await client.patch('/api/me', body))).toBe('bad-request');
  }
  expect(await http.identity.accounts.preferences(id)).toEqual(firstPreferences);
});

test('preferences lie sealed: no table holds them readable', async () => {
  const { client, id } = await http.person('Quiet');
  await client.patch('/api/me', { preferences: { timeZone: 'Antarctica/Troll' } });
  const { rows } = await http.pools.general.query<{ profile: Buffer }>(
    'select profile from accounts where id = $1',
    [id],
  );
  expect(rows[0]?.profile.includes('Troll')).toBe(false);
  expect(rows[0]?.profile.includes('Quiet')).toBe(false);
});
