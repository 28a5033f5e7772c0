import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, type Client } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http.close());

let made = 0;
const freshEmail = () => `ana.lopez${String((made += 1))}@example.com`;

/** Asks, and answers what the newest mail to the address says. */
async function ask(client: Client, email: string): Promise<{ token: string; code: string }> {
  expect((await client.post('/api/sign-in', { email })).status).toBe(202);
  const text = http.deps.mailbox?.sent().findLast((mail) => mail.to === email)?.text ?? '';
  const token = /sign-in\/confirm#([\w-]+)/.exec(text)?.[1] ?? '';
  const code = /: (\d{6})$/m.exec(text)?.[1] ?? '';
  expect(token).not.toBe('');
  return { token, code };
}

const account = async (client: Client) => (await client.get('/api/me')).body;
const otherCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('the code signs in once, and the cookie is out of reach of scripts', async () => {
  const client = http.client();
  const email = freshEmail();
  const { code } = await ask(client, email);
  const answer = await client.post('/api/sign-in/code', { code });
  expect(answer.status).toBe(204);
  const session = answer.headers['set-cookie']?.find((line) => line.startsWith('session='));
  expect(session).toMatch(/HttpOnly/);
  expect(session).toMatch(/SameSite=Lax/);
  expect(await account(client)).toMatchObject({ account: { email }, organisations: [], guest: null });
  const again = http.client();
  expect(codeOf(await again.post('/api/sign-in/code', { code }))).toBe('other-browser');
});

test('a used link and a used code do nothing', async () => {
  const client = http.client();
  const { token, code } = await ask(client, freshEmail());
  const browser = client.cookies.get('browser') ?? '';
  expect((await client.post('/api/sign-in/link', { token })).status).toBe(204);
  client.cookies.set('browser', browser);
  expect(codeOf(await client.post('/api/sign-in/link', { token }))).toBe('code-expired');
  expect(codeOf(await client.post('/api/sign-in/code', { code }))).toBe('code-expired');
});

test('twenty at once with one link: one comes in', async () => {
  const client = http.client();
  const { token } = await ask(client, freshEmail());
  const cookie = `browser=${client.cookies.get('browser') ?? ''}`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => http.client().post('/api/sign-in/link', { token }, { cookie })),
  );
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  expect(answers.filter((answer) => codeOf(answer) === 'code-expired')).toHaveLength(19);
});

test('another browser can use neither, and does not spoil the link for its owner', async () => {
  const [client, stranger] = [http.client(), http.client()];
  const { token, code } = await ask(client, freshEmail());
  await ask(stranger, freshEmail());
  expect(codeOf(await stranger.post('/api/sign-in/link', { token }))).toBe('other-browser');
  expect(codeOf(await stranger.post('/api/sign-in/code', { code }))).toBe('code-wrong');
  expect((await client.post('/api/sign-in/link', { token })).status).toBe(204);
});

test('following the link by GET uses nothing up', async () => {
  const client = http.client();
  const { token } = await ask(client, freshEmail());
  for (const path of ['/sign-in/confirm', '/api/sign-in/link', `/api/sign-in/link?token=${token}`]) {
    expect((await client.get(path)).status).toBe(404);
    expect((await client.send('HEAD', path)).status).toBe(404);
  }
  expect((await client.post('/api/sign-in/link', { token })).status).toBe(204);
});

test('link and code end after ten minutes', async () => {
  const client = http.client();
  const { token, code } = await ask(client, freshEmail());
  http.wait(10 * 60_000 + 1);
  expect(codeOf(await client.post('/api/sign-in/link', { token }))).toBe('code-expired');
  expect(codeOf(await client.post('/api/sign-in/code', { code }))).toBe('code-expired');
});

test('five wrong codes are the last, also when a hundred come at once; the link still works', async () => {
  const client = http.client();
  const { token, code } = await ask(client, freshEmail());
  const cookie = `browser=${client.cookies.get('browser') ?? ''}`;
  const tries = Array.from({ length: 100 }, () =>
    http.client().post('/api/sign-in/code', { code: otherCode(code) }, { cookie }),
  );
  const codes = (await Promise.all(tries)).map(codeOf);
  expect(codes.filter((one) => one === 'code-wrong')).toHaveLength(5);
  expect(codes.filter((one) => one === 'code-expired')).toHaveLength(95);
  expect(codeOf(await client.post('/api/sign-in/code', { code }))).toBe('code-expired');
  expect((await client.post('/api/sign-in/link', { token })).status).toBe(204);
});

test('the answer is the same for somebody and nobody', async () => {
  const { email } = await http.person('Known');
  const [known, unknown] = [http.client(), http.client()];
  const answers = [
    await known.post('/api/sign-in', { email }),
    await unknown.post('/api/sign-in', { email: freshEmail() }),
  ];
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    Array(2).fill({ status: 202, body: { sent: true } }),
  );
});

test('asking twice keeps the first mail good', async () => {
  const client = http.client();
  const email = freshEmail();
  const first = await ask(client, email);
  await ask(client, email);
  expect((await client.post('/api/sign-in/link', { token: first.token })).status).toBe(204);
});

test('a session from before ends at sign-in, and every sign-in has a session of its own', async () => {
  const client = http.client();
  const email = freshEmail();
  await client.post('/api/sign-in/code', { code: (await ask(client, email)).code });
  const before = client.cookies.get('session') ?? '';
  await client.post('/api/sign-in/code', { code: (await ask(client, email)).code });
  expect(client.cookies.get('session')).not.toBe(before);
  expect((await http.client().get('/api/me', { cookie: `session=${before}` })).body).toMatchObject({
    account: null,
  });
  const fixed = 'A'.repeat(43);
  expect((await http.client().get('/api/me', { cookie: `session=${fixed}` })).body).toMatchObject({
    account: null,
  });
});

test('signing out ends the session for good and tells the nodes', async () => {
  const client = http.client();
  await client.post('/api/sign-in/code', { code: (await ask(client, freshEmail())).code });
  const cookie = `session=${client.cookies.get('session') ?? ''}`;
  const told = new Promise<string>((resolve) => http.door.onChange(resolve));
  expect((await client.post('/api/sign-out')).status).toBe(204);
  expect(await told).toMatch(/^account:/);
  expect((await http.client().get('/api/me', { cookie })).body).toMatchObject({ account: null });
});

test('a session ends by itself after thirty days', async () => {
  const client = http.client();
  await client.post('/api/sign-in/code', { code: (await ask(client, freshEmail())).code });
  http.wait(30 * 86_400_000 + 1);
  expect(await account(client)).toMatchObject({ account: null });
});

test('nothing is changed for a page of another origin', async () => {
  const client = http.client();
  const email = freshEmail();
  await client.post('/api/sign-in/code', { code: (await ask(client, email)).code });
  for (const origin of ['https://evil.example', 'null', `${http.origin}.evil.example`, '']) {
    expect(codeOf(await client.patch('/api/me', { name: 'Eve' }, { origin }))).toBe('wrong-origin');
    expect(codeOf(await client.post('/api/sign-in', { email }, { origin }))).toBe('wrong-origin');
  }
  expect((await client.patch('/api/me', { name: 'Ana' })).status).toBe(200);
});

test('strangers who ask for an address do not lock its owner out', async () => {
  const owner = http.client();
  const email = freshEmail();
  await owner.post('/api/sign-in/code', { code: (await ask(owner, email)).code });
  const statuses = [];
  for (let i = 0; i < 40; i++) statuses.push((await http.client().post('/api/sign-in', { email })).status);
  expect(statuses).toContain(429);
  const { code } = await ask(owner, email);
  expect((await owner.post('/api/sign-in/code', { code })).status).toBe(204);
});

test('neither tables nor logs hold a secret or an address', async () => {
  const client = http.client();
  const email = freshEmail();
  const { token, code } = await ask(client, email);
  await client.post('/api/sign-in/link', { token });
  const session = client.cookies.get('session') ?? '';
  for (const table of ['accounts', 'sessions', 'sign_ins', 'api_tokens']) {
    const { rows } = await http.pools.general.query<{ row: string }>(`select t::text as row from ${table} t`);
    const content = rows
      .map(({ row }) => row + Buffer.from(row.replaceAll(/[^0-9a-f]/g, ''), 'hex').toString('latin1'))
      .join();
    for (const secret of [email, token, session]) expect(content).not.toContain(secret);
    expect(code).toMatch(/^\d{6}$/);
  }
  expect(JSON.stringify(http.logged)).not.toContain(email);
});
