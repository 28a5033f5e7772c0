/** What the HTTP side shows of itself: its description, its errors, its headers, its mailbox. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '#server/http/api/index.ts';
import { as, codeOf } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http.close());

const operation = z.object({
  operationId: z.string().regex(/^\w+$/),
  summary: z.string().min(1),
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: z.looseObject({}) }),
  ),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});
const description = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/api/'),
    z.record(z.enum(['get', 'post', 'patch', 'delete']).or(z.string()), operation),
  ),
});

test('the description is OpenAPI 3.1 and holds every route with all its parameters', async () => {
  const { paths } = as(await http.client().get('/api/openapi.json'), description);
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const served = apiRoutes(http.deps).map(
    ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  expect(described.toSorted()).toEqual(served.toSorted());
  const operationIds = new Set<string>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const { parameters, operationId } of Object.values(methods)) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
      operationIds.add(operationId);
    }
  }
  expect(operationIds.size).toBe(served.length);
});

test('every mistake is answered by a code, and none by a stack', async () => {
  const { client } = await http.person('Ana');
  const odd = { 'content-type': 'application/json' };
  const answers = {
    'not-found': await client.get('/api/nowhere'),
    'bad-request': await client.post('/api/organisations', '{"name":', odd),
    'too-large': await client.post('/api/organisations', { name: 'x'.repeat(300_000), teamName: 'x' }),
  };
  for (const [code, answer] of Object.entries(answers)) {
    expect(answer.body).toEqual({ error: code, message: expect.any(String) as unknown });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at /);
  }
  const wrong = [
    {},
    { name: 'A' },
    { name: '', teamName: 'B' },
    { name: 'A', teamName: 'B', role: 'administrator' },
    { name: ['A'], teamName: 'B' },
    { name: 'A\u202e', teamName: 'B' },
    JSON.parse('{"name":"A","teamName":"B","__proto__":{"x":1}}') as unknown,
    '[]',
    '"x"',
    'null',
  ];
  for (const body of wrong) expect(codeOf(await client.post('/api/organisations', body))).toBe('bad-request');
  expect(codeOf(await client.send('PUT', '/api/me', {}))).toBe('not-found');
  expect(codeOf(await client.get('/api/me', { authorization: 'Bearer nope' }))).toBe('not-signed-in');
});

test('headers keep pages from being framed, sniffed or scripted by others, and answers from being cached', async () => {
  const { headers } = await http.client().get('/api/me');
  expect(headers['content-security-policy']).toMatch(/script-src 'self'(;|$)/);
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

test('the mailbox answers this machine, by our own name, and nobody behind a proxy', async () => {
  const client = http.client();
  await client.post('/api/sign-in', { email: 'box@example.com' });
  const { mails } = as(
    await client.get('/api/mailbox'),
    z.object({ mails: z.array(z.object({ to: z.string(), text: z.string() })) }),
  );
  expect(mails[0]).toMatchObject({ to: 'box@example.com' });
  for (const name of ['x-forwarded-for', 'forwarded', 'x-forwarded-host', 'x-real-ip', 'via']) {
    expect(codeOf(await client.get('/api/mailbox', { [name]: '127.0.0.1' }))).toBe('not-found');
  }
  for (const host of ['evil.example', 'localhost:1', '']) {
    const answer = await client.get('/api/mailbox', { host });
    expect(answer.body).not.toMatchObject({ mails: expect.anything() as unknown });
  }
});

test('a revoked token is nobody, and tokens are listed without their secrets', async () => {
  const { id, client } = await http.person('Ana');
  const { tokens } = as(
    await client.get('/api/tokens'),
    z.object({ tokens: z.array(z.record(z.string(), z.string())) }),
  );
  expect(tokens.map((token) => Object.keys(token).toSorted())).toEqual([['createdAt', 'id', 'name']]);
  const told = new Promise<string>((resolve) => http.door.onChange(resolve));
  expect((await client.delete(`/api/tokens/${tokens[0]?.['id'] ?? ''}`)).status).toBe(204);
  expect(await told).toBe(`account:${id}`);
  expect(codeOf(await client.get('/api/me'))).toBe('not-signed-in');
});

// From here on each test opens a server of its own: the models of a process belong to the newest.
test('where mail is really sent there is no mailbox', async () => {
  const real = await openTestHttp(() => ({ mailbox: null }));
  try {
    expect(codeOf(await real.client().get('/api/mailbox'))).toBe('not-found');
    const { paths } = as(await real.client().get('/api/openapi.json'), description);
    expect(paths['/api/mailbox']).toBeUndefined();
  } finally {
    await real.close();
  }
});

test('readiness fails with the database, and liveness does not', async () => {
  const broken = await openTestHttp(() => ({ checkReady: () => Promise.reject(new Error('gone')) }));
  try {
    expect(await broken.client().get('/api/ready')).toMatchObject({
      status: 503,
      body: { error: 'not-saved' },
    });
    expect((await broken.client().get('/api/health')).status).toBe(200);
  } finally {
    await broken.close();
  }
});
