import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, codeOf } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';
import { pngOf, testPicture } from '#test/harness/picture.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http.close());

const listed = z.object({ pictures: z.array(z.object({ id: z.string(), url: z.string() })) });

test('a picture is seen by who shares an organisation with its person, and no longer once they do not', async () => {
  const [ana, bo, eve] = [await http.person('Ana'), await http.person('Bo'), await http.person('Eve')];
  const { id } = await http.identity.organisations.create('Acme', 'Crew', ana.id);
  await http.identity.organisations.addMember(id, bo.id, 'member');
  expect((await ana.client.post('/api/me/picture', { image: testPicture })).status).toBe(204);
  const { pictures } = as(await bo.client.get(`/api/organisations/${id}/pictures`), listed);
  expect(pictures.map((picture) => picture.id)).toEqual([ana.id]);
  const url = pictures[0]?.url ?? '';
  const { status, headers } = await bo.client.get(url);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  });
  expect(codeOf(await eve.client.get(url))).toBe('not-found');
  expect(codeOf(await http.client().get(url))).toBe('not-signed-in');
  await http.identity.organisations.removeMember(id, bo.id);
  expect(codeOf(await bo.client.get(url))).toBe('not-found');
  await ana.client.delete('/api/me/picture');
  expect(codeOf(await ana.client.get(url))).toBe('not-found');
});

test('only a small square PNG is taken, whatever it calls itself, and it lies sealed', async () => {
  const { client, id } = await http.person('Ana');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const huge = Buffer.concat([pngOf(128, 128), Buffer.alloc(100_000)]);
  const wrong = [
    svg,
    pngOf(127, 128),
    pngOf(4_000, 4_000),
    huge,
    pngOf(128, 128).subarray(0, 20),
    Buffer.alloc(0),
  ];
  for (const bytes of wrong) {
    const answer = await client.post('/api/me/picture', { image: bytes.toString('base64') });
    expect(codeOf(answer)).toBe('bad-request');
  }
  expect(codeOf(await client.post('/api/me/picture', { image: 'data:image/png;base64,' }))).toBe(
    'bad-request',
  );
  await client.post('/api/me/picture', { image: testPicture });
  const { rows } = await http.pools.general.query<{ content: Buffer }>(
    'select content from pictures where account_id = $1',
    [id],
  );
  expect(rows[0]?.content.includes('IHDR')).toBe(false);
});
