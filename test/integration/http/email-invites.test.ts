import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Mail } from '#server/http/ports.ts';
import { limiter } from '#server/http/limits.ts';
import { as, codeOf, type Answer } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
let administrator: Awaited<ReturnType<TestHttp['person']>>;
let organisationId: string;
let teamId: string;
const mails: Mail[] = [];
let mailServer: 'up' | 'down' = 'up';

beforeAll(async () => {
  http = await openTestHttp((deps) => ({
    mailer: {
      async send(mail) {
        if (mailServer === 'down') throw new Error('no mail today');
        mails.push(mail);
      },
    },
    limits: {
      ...deps.limits,
      invitesToAddressByOrganisation: limiter(4, 60),
      invitesByPerson: limiter(30, 60),
    },
  }));
  administrator = await http.person('Administrator');
  const founded = await http.identity.organisations.create('Acme', 'Crew', administrator.id);
  [organisationId, teamId] = [founded.id, founded.teamId];
});
afterAll(() => http.close());

const made = z.object({
  invites: z.array(z.object({ id: z.string(), email: z.string(), sentAt: z.string().nullable() })),
});
const listed = z.object({ invites: z.array(z.object({ id: z.string(), email: z.string().nullable() })) });

const ask = (emails: string[], more: object = {}) =>
  administrator.client.post(`/api/teams/${teamId}/invites/email`, { emails, ...more });
const pending = async () =>
  as(await administrator.client.get(`/api/teams/${teamId}/invites`), listed)
    .invites.map(({ email }) => email)
    .toSorted();

/** The token in the newest mail to an address. */
function tokenFor(email: string): string {
  const mail = mails.findLast(({ to }) => to === email);
  return /\/invite#([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
}
const outcome = (answer: Answer) => codeOf(answer) ?? answer.status;
async function accept(token: string) {
  const person = await http.person('Visitor');
  return { ...person, outcome: outcome(await person.client.post('/api/invites/accept', { token })) };
}

test('each address gets a mail with a link of its own, and is shown as pending until it is used', async () => {
  const { invites } = as(await ask(['Ana@Example.com ', 'bo@example.com', 'ana@example.com']), made);
  expect(invites.map(({ email, sentAt }) => [email, sentAt !== null])).toEqual([
    ['ana@example.com', true],
    ['bo@example.com', true],
  ]);
  expect(mails.map(({ to }) => to).toSorted()).toEqual(['ana@example.com', 'bo@example.com']);
  expect(tokenFor('ana@example.com')).not.toBe(tokenFor('bo@example.com'));
  expect(await pending()).toEqual(['ana@example.com', 'bo@example.com']);
  const ana = await accept(tokenFor('ana@example.com'));
  expect(ana.outcome).toBe(200);
  expect(await pending()).toEqual(['bo@example.com']);
  expect((await ana.client.get('/api/me')).body).toMatchObject({
    organisations: [{ teams: [{ id: teamId }] }],
  });
});

test('B-16 a mailed invite works once, also when ten use it at the same moment', async () => {
  await ask(['crowd@example.com']);
  const token = tokenFor('crowd@example.com');
  const visitors = await Promise.all(Array.from({ length: 10 }, () => http.person('Crowd')));
  const outcomes = await Promise.all(
    visitors.map(async ({ client }) => outcome(await client.post('/api/invites/accept', { token }))),
  );
  expect(outcomes.filter((code) => code === 200)).toHaveLength(1);
  expect(outcomes.filter((code) => code === 'invite-expired')).toHaveLength(9);
  expect(outcome(await http.client().post('/api/invites/preview', { token }))).toBe('invite-expired');
});

test('whoever used it finds the team by it again, and who was removed since does not come back in by it', async () => {
  await ask(['again@example.com']);
  const token = tokenFor('again@example.com');
  const { client, id } = await accept(token);
  expect(outcome(await client.post('/api/invites/accept', { token }))).toBe(200);
  await administrator.client.delete(`/api/teams/${teamId}/members/${id}`);
  await client.post('/api/invites/accept', { token });
  expect(codeOf(await client.get(`/api/teams/${teamId}`))).toBe('not-found');
});

test('B-16 expired and revoked invites are gone, and a new mail ends the link of the older one', async () => {
  const first = as(await ask(['late@example.com'], { days: 1 }), made).invites[0];
  const older = tokenFor('late@example.com');
  expect(outcome(await administrator.client.post(`/api/invites/${first?.id ?? ''}/resend`))).toBe(200);
  expect((await accept(older)).outcome).toBe('invite-expired');
  const [renewed] = as(await ask(['late@example.com'], { days: 1 }), made).invites;
  expect(renewed?.id).toBe(first?.id);
  const newest = tokenFor('late@example.com');
  expect((await administrator.client.delete(`/api/invites/${first?.id ?? ''}`)).status).toBe(204);
  expect((await accept(newest)).outcome).toBe('invite-expired');
  expect(codeOf(await administrator.client.post(`/api/invites/${first?.id ?? ''}/resend`))).toBe(
    'invite-expired',
  );
  const { rows } = await http.pools.general.query(
    'select 1 from invites where id = $1 and email is not null',
    [first?.id],
  );
  expect(rows).toEqual([]);
  await ask(['short@example.com'], { days: 1 });
  http.wait(86_400_001);
  expect((await accept(tokenFor('short@example.com'))).outcome).toBe('invite-expired');
  expect(await pending()).not.toContain('short@example.com');
});

test('B-12 the answer is the same whether an address has an account or not', async () => {
  const known = await http.person('Known');
  const shape = (answer: Answer) => JSON.stringify(answer.body).replaceAll(/"[^"]*(@|-)[^"]*"/g, '"…"');
  const answers = [await ask([known.email.toLowerCase()]), await ask(['nobody-at-all@example.com'])];
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(shape(answers[0] as Answer)).toBe(shape(answers[1] as Answer));
});

test('F-22 when the mail does not go the invite is there, unsent, and can be sent again', async () => {
  mailServer = 'down';
  const [invite] = as(await ask(['patient@example.com']), made).invites;
  expect(invite).toMatchObject({ email: 'patient@example.com', sentAt: null });
  mailServer = 'up';
  const again = await administrator.client.post(`/api/invites/${invite?.id ?? ''}/resend`);
  expect(again.body).toMatchObject({ email: 'patient@example.com', sentAt: expect.any(String) as unknown });
  expect((await accept(tokenFor('patient@example.com'))).outcome).toBe(200);
  expect(JSON.stringify(http.logged)).not.toContain('patient@example.com');
});

test('no name that somebody chose is a link in the mail, and addresses lie sealed', async () => {
  await administrator.client.patch(`/api/teams/${teamId}`, { name: 'Win at https://evil.example/now' });
  await ask(['target@example.com']);
  const text = mails.findLast(({ to }) => to === 'target@example.com')?.text ?? '';
  expect(text).not.toContain('evil.example');
  expect(text.match(/https?:\/\/\S+/g)).toEqual([`${http.origin}/invite#${tokenFor('target@example.com')}`]);
  const { rows } = await http.pools.general.query<{ row: string }>(
    `select encode(email, 'escape') as row from invites where email is not null`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain('target');
});

test('B-17 invites are limited per address and per person, and another organisation is not locked out', async () => {
  for (let i = 0; i < 4; i++) expect((await ask(['often@example.com'])).status).toBe(201);
  const refused = await ask(['often@example.com']);
  expect(codeOf(refused)).toBe('too-many');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const elsewhere = await http.person('Elsewhere');
  const other = await http.identity.organisations.create('Other', 'Team', elsewhere.id);
  const path = `/api/teams/${other.teamId}/invites/email`;
  expect((await elsewhere.client.post(path, { emails: ['often@example.com'] })).status).toBe(201);
  const many = Array.from({ length: 31 }, (_, index) => `flood-${String(index)}@example.com`);
  expect(codeOf(await elsewhere.client.post(path, { emails: many }))).toBe('too-many');
  expect(mails.some(({ to }) => to.startsWith('flood-'))).toBe(false);
});

test('B-11 only addresses are taken, and nobody invites higher than they could promote', async () => {
  for (const emails of [
    [],
    ['nope'],
    ['a@example.com\nBcc: b@example.com'],
    'x@example.com',
    [`${'x'.repeat(260)}@e.com`],
  ]) {
    const answer = await administrator.client.post(`/api/teams/${teamId}/invites/email`, { emails });
    expect(codeOf(answer)).toBe('bad-request');
  }
  const manager = await http.person('Manager');
  await http.identity.organisations.addMember(organisationId, manager.id, 'manager');
  const path = `/api/teams/${teamId}/invites/email`;
  const refused = await manager.client.post(path, { emails: ['high@example.com'], role: 'administrator' });
  expect(codeOf(refused)).toBe('not-allowed');
});
