import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#server/rooms/admission.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';
import { buildWorld, type World } from './actors.ts';

let http: TestHttp;
let world: World;
beforeAll(async () => {
  http = await openTestHttp();
  world = await buildWorld(http);
});
afterAll(() => http.close());

const asToken = (accountId: string): Visitor => ({
  person: `account:${accountId}`,
  via: 'token',
  accountId,
  guest: null,
});

test('a token comes in a header or as a subprotocol, from any origin; a wrong one is nobody, whatever the cookies', async () => {
  const { id } = await http.person('Ida');
  const { token } = await http.identity.tokens.create(id, 'script');
  const expected = { person: `account:${id}`, via: 'token', accountId: id };
  const { door } = http;
  expect(
    await door.identify({ authorization: `Bearer ${token}`, origin: 'https://x.example' }),
  ).toMatchObject(expected);
  expect(await door.identify({ 'sec-websocket-protocol': `y, token.${token}` })).toMatchObject(expected);
  const { token: cookie } = await http.identity.sessions.start(id, new Date());
  const headers = { origin: http.origin, cookie: `session=${cookie}` };
  expect(await door.identify(headers)).toMatchObject({ via: 'session', accountId: id });
  expect(await door.identify({ ...headers, authorization: `Bearer ${'x'.repeat(43)}` })).toBeNull();
  expect(await door.identify({ ...headers, authorization: 'Basic abc' })).toBeNull();
});

test('a cookie counts only with our exact Origin', async () => {
  const { id } = await http.person('Ida');
  const { token } = await http.identity.sessions.start(id, new Date());
  for (const origin of [undefined, 'null', 'https://evil.example', `${http.origin}:80`, `${http.origin}/`]) {
    const headers = { cookie: `session=${token}`, ...(origin === undefined ? {} : { origin }) };
    expect(await http.door.identify(headers)).toBeNull();
  }
});

test('a guest comes into the one meeting, and a member of another organisation as a guest too', async () => {
  const cookie = `guest=${world.clients.guest.cookies.get('guest') ?? ''}`;
  const guest = await http.door.identify({ origin: http.origin, cookie });
  expect(guest).toMatchObject({ via: 'guest', accountId: null, guest: { meetingId: world.meetingId } });
  if (!guest) return;
  expect(await http.door.admit(guest, world.meetingId)).toMatchObject({
    name: 'Gast',
    role: 'guest',
    manages: false,
  });
  const outsider = await http.person('Outsider');
  await expect(http.door.admit(asToken(outsider.id), world.meetingId)).rejects.toMatchObject({
    code: 'not-found',
  });
  const both = { ...asToken(outsider.id), guest: guest.guest };
  expect(await http.door.admit(both, world.meetingId)).toMatchObject({ role: 'guest' });
  await expect(http.door.admit(guest, world.organisationId)).rejects.toMatchObject({ code: 'not-found' });
});

test('who leaves the team is told about and let in no more, and who comes back is', async () => {
  const { otherId, teamId, meetingId } = world;
  expect(await http.door.admit(asToken(otherId), meetingId)).toMatchObject({ role: 'member' });
  const told = new Promise<string>((resolve) => http.door.onChange(resolve));
  await world.clients.administrator.delete(`/api/teams/${teamId}/members/${otherId}`);
  expect(await told).toBe(`account:${otherId}`);
  await expect(http.door.admit(asToken(otherId), meetingId)).rejects.toMatchObject({ code: 'not-found' });
  await http.identity.teams.addMember(teamId, otherId, true);
  expect(await http.door.admit(asToken(otherId), meetingId)).toMatchObject({ role: 'observer' });
});

test('a guest who was removed stays out, by the door and by the link', async () => {
  const client = http.client();
  await client.post(`/api/meetings/${world.meetingId}/guest`, { name: 'Rude' });
  const headers = { origin: http.origin, cookie: `guest=${client.cookies.get('guest') ?? ''}` };
  const visitor = await http.door.identify(headers);
  if (!visitor?.guest) throw new Error('the guest has no place');
  await http.meetings.participants.removeParticipant(world.meetingId, visitor.guest.memberId);
  await expect(http.door.admit(visitor, world.meetingId)).rejects.toMatchObject({ code: 'removed' });
  const again = await client.post(`/api/meetings/${world.meetingId}/guest`, { name: 'Rude' });
  expect(again.body).toMatchObject({ error: 'removed' });
  expect((await client.get('/api/me')).body).toMatchObject({ guest: null });
});
