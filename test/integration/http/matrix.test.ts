/** Every route × every actor: a route without a row here fails, and so does a row without a route. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from '#server/http/api/index.ts';
import { codeOf } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';
import { testPicture } from '#test/harness/picture.ts';
import { actors, buildWorld, type Actor, type World } from './actors.ts';

let http: TestHttp;
let world: World;
beforeAll(async () => {
  http = await openTestHttp();
  world = await buildWorld(http);
  await http.identity.pictures.set(world.otherId, Buffer.from(testPicture, 'base64'));
});
afterAll(() => http.close());

type Outcome = number | string;
interface Row {
  readonly path?: (world: World) => string;
  readonly body?: (world: World) => unknown;
  /** In the order of `actors`: a status, or the code of a refusal. */
  readonly expected: readonly Outcome[];
}

const everybody = (outcome: Outcome): Outcome[] => actors.map(() => outcome);
/** stranger and guest, outsider and removed, then observer, member, manager, administrator. */
const people = (
  foreign: Outcome,
  observer: Outcome,
  member: Outcome,
  manager: Outcome,
  administrator: Outcome,
): Outcome[] => [
  'not-signed-in',
  foreign,
  'not-signed-in',
  observer,
  foreign,
  member,
  manager,
  administrator,
];
const hidden = 'not-found';
const no = 'not-allowed';
const organisation = (rest = '') => ({ path: (w: World) => `/api/organisations/${w.organisationId}${rest}` });
const team = (rest = '') => ({ path: (w: World) => `/api/teams/${w.teamId}${rest}` });
const meeting = (rest = '') => ({ path: (w: World) => `/api/meetings/${w.meetingId}${rest}` });
const unknownId = '00000000-0000-4000-8000-000000000000';
const unknownToken = 'x'.repeat(43);

const rows: Readonly<Record<string, Row>> = {
  'post /api/sign-in': { body: () => ({ email: 'matrix@example.com' }), expected: everybody(202) },
  'post /api/sign-in/code': { body: () => ({ code: '000000' }), expected: everybody('other-browser') },
  'post /api/sign-in/link': { body: () => ({ token: unknownToken }), expected: everybody('code-expired') },
  'post /api/sign-out': { expected: everybody(204) },
  'get /api/me': { expected: everybody(200) },
  'get /api/me/next': { expected: people(200, 200, 200, 200, 200) },
  'patch /api/me': { body: () => ({ name: 'Somebody' }), expected: people(200, 200, 200, 200, 200) },
  'get /api/me/picture': { expected: people(200, 200, 200, 200, 200) },
  'post /api/me/picture': { body: () => ({ image: testPicture }), expected: people(204, 204, 204, 204, 204) },
  'delete /api/me/picture': { expected: people(204, 204, 204, 204, 204) },
  'get /api/people/:id/picture': {
    path: (w) => `/api/people/${w.otherId}/picture`,
    expected: people(hidden, 200, 200, 200, 200),
  },
  'get /api/organisations/:id/pictures': {
    ...organisation('/pictures'),
    expected: people(hidden, 200, 200, 200, 200),
  },
  'get /api/meetings/:id/pictures': {
    ...meeting('/pictures'),
    expected: people(hidden, 200, 200, hidden, 200),
  },
  'post /api/organisations': {
    body: () => ({ name: 'New', teamName: 'New' }),
    expected: people(201, 201, 201, 201, 201),
  },
  'get /api/organisations/:id': { ...organisation(), expected: people(hidden, 200, 200, 200, 200) },
  'patch /api/organisations/:id': {
    ...organisation(),
    body: () => ({ name: 'Acme' }),
    expected: people(hidden, no, no, no, 200),
  },
  'get /api/organisations/:id/members': {
    ...organisation('/members'),
    expected: people(hidden, 200, 200, 200, 200),
  },
  'patch /api/organisations/:id/members/:accountId': {
    path: (w) => `/api/organisations/${w.organisationId}/members/${w.otherId}`,
    body: () => ({ role: 'member' }),
    expected: people(hidden, no, no, no, 204),
  },
  'delete /api/organisations/:id/members/:accountId': {
    path: (w) => `/api/organisations/${w.organisationId}/members/${unknownId}`,
    expected: people(hidden, no, no, no, hidden),
  },
  'get /api/organisations/:id/teams': {
    ...organisation('/teams'),
    expected: people(hidden, 200, 200, 200, 200),
  },
  'post /api/organisations/:id/teams': {
    ...organisation('/teams'),
    body: () => ({ name: 'Another' }),
    expected: people(hidden, no, no, 201, 201),
  },
  'get /api/teams/:id': { ...team(), expected: people(hidden, 200, 200, 200, 200) },
  'patch /api/teams/:id': {
    ...team(),
    body: () => ({ name: 'Crew' }),
    expected: people(hidden, no, no, 200, 200),
  },
  'post /api/teams/:id/members': {
    ...team('/members'),
    body: (w) => ({ accountId: w.otherId }),
    expected: people(hidden, no, no, 204, 204),
  },
  'patch /api/teams/:id/members/:accountId': {
    path: (w) => `/api/teams/${w.teamId}/members/${w.otherId}`,
    body: () => ({ observer: false }),
    expected: people(hidden, no, no, 204, 204),
  },
  'delete /api/teams/:id/members/:accountId': {
    path: (w) => `/api/teams/${w.teamId}/members/${unknownId}`,
    expected: people(hidden, no, no, hidden, hidden),
  },
  'post /api/teams/:id/invites': {
    ...team('/invites'),
    body: () => ({}),
    expected: people(hidden, no, no, 201, 201),
  },
  'get /api/teams/:id/invites': { ...team('/invites'), expected: people(hidden, no, no, 200, 200) },
  'post /api/teams/:id/invites/email': {
    ...team('/invites/email'),
    body: () => ({ emails: ['invited@example.com'] }),
    expected: people(hidden, no, no, 201, 201),
  },
  'post /api/invites/:id/resend': {
    path: (w) => `/api/invites/${w.mailedInviteId}/resend`,
    expected: people(hidden, no, no, 200, 200),
  },
  'delete /api/invites/:id': {
    path: (w) => `/api/invites/${w.inviteId}`,
    expected: people(hidden, no, no, 204, 204),
  },
  'post /api/invites/preview': {
    body: () => ({ token: unknownToken }),
    expected: everybody('invite-expired'),
  },
  'post /api/invites/accept': {
    body: () => ({ token: unknownToken }),
    expected: people(
      'invite-expired',
      'invite-expired',
      'invite-expired',
      'invite-expired',
      'invite-expired',
    ),
  },
  // Managers who are not in a team run it, but its meetings are not theirs to see.
  'post /api/teams/:id/meetings': {
    ...team('/meetings'),
    body: () => ({ kind: 'retro', title: 'Another' }),
    expected: people(hidden, no, 201, no, 201),
  },
  'get /api/teams/:id/meetings': { ...team('/meetings'), expected: people(hidden, 200, 200, no, 200) },
  'get /api/meetings/:id': { ...meeting(), expected: everybody(200) },
  'get /api/meetings/:id/summary': {
    ...meeting('/summary'),
    expected: ['not-signed-in', hidden, hidden, hidden, hidden, hidden, hidden, hidden],
  },
  'post /api/meetings/:id/guest': {
    ...meeting('/guest'),
    body: () => ({ name: 'Visitor' }),
    expected: [201, 201, 201, no, 201, no, 201, no],
  },
  'post /api/teams/:id/drafts': {
    ...team('/drafts'),
    body: () => ({ kind: 'retro', title: 'Another' }),
    expected: people(hidden, no, 201, no, 201),
  },
  'get /api/meetings/:id/setup': {
    path: (w) => `/api/meetings/${w.drafts[0]}/setup`,
    expected: people(hidden, 200, 200, hidden, 200),
  },
  'put /api/meetings/:id/setup': {
    path: (w) => `/api/meetings/${w.drafts[0]}/setup`,
    body: () => ({
      kind: 'retro',
      title: 'Never',
      goal: '',
      template: null,
      options: {},
      invited: null,
      version: 99,
    }),
    expected: people(hidden, no, 'changed-meanwhile', hidden, 'changed-meanwhile'),
  },
  // It is open already: who may start it is answered as if they had.
  'post /api/meetings/:id/start': { ...meeting('/start'), expected: people(hidden, no, 200, hidden, 200) },
  // What the member deletes is gone for the next.
  'delete /api/meetings/:id': {
    path: (w) => `/api/meetings/${w.drafts[1]}`,
    expected: people(hidden, no, 204, hidden, hidden),
  },
  'get /api/teams/:id/setup': { ...team('/setup?kind=retro'), expected: people(hidden, no, 200, no, 200) },
  'get /api/teams/:id/settings': { ...team('/settings'), expected: people(hidden, 200, 200, 200, 200) },
  'patch /api/teams/:id/settings': {
    ...team('/settings'),
    body: () => ({ kind: 'retro', changes: { votesPerPerson: 6 } }),
    expected: people(hidden, no, no, 200, 200),
  },
  'get /api/teams/:id/templates': { ...team('/templates'), expected: people(hidden, 200, 200, no, 200) },
  'post /api/teams/:id/templates': {
    ...team('/templates'),
    body: () => ({ name: 'Ours', columns: [{ id: 'one', title: 'One', prompt: '', colour: 1 }] }),
    expected: people(hidden, no, 201, no, 201),
  },
  'patch /api/templates/:id': {
    path: (w) => `/api/templates/${w.templates[0]}`,
    body: () => ({ name: 'Acme' }),
    expected: people(hidden, no, 204, no, 204),
  },
  'delete /api/templates/:id': {
    path: (w) => `/api/templates/${w.templates[1]}`,
    expected: people(hidden, no, 204, hidden, hidden),
  },
  'get /api/teams/:id/repeats': { ...team('/repeats'), expected: people(hidden, 200, 200, no, 200) },
  'post /api/teams/:id/repeats': {
    ...team('/repeats'),
    body: () => ({
      kind: 'retro',
      title: 'Every month',
      rule: { every: 'month', from: '2096-01-02', time: '10:00', zone: 'Europe/Berlin' },
    }),
    expected: people(hidden, no, 201, no, 201),
  },
  'delete /api/repeats/:id': {
    path: (w) => `/api/repeats/${w.repeats[1]}`,
    expected: people(hidden, no, 204, hidden, hidden),
  },
  'get /api/teams/:id/action-items': {
    ...team('/action-items'),
    expected: people(hidden, 200, 200, no, 200),
  },
  // Its meeting is still open: even who may change it is told to do it there.
  'patch /api/action-items/:id': {
    path: (w) => `/api/action-items/${w.actionItemId}`,
    body: () => ({ done: true }),
    expected: people(hidden, no, no, no, no),
  },
  'get /api/left-over': { expected: people(200, 200, 200, 200, 200) },
  'delete /api/left-over/:id': {
    path: () => `/api/left-over/${unknownId}`,
    expected: people(204, 204, 204, 204, 204),
  },
  'get /api/tokens': { expected: people(200, 200, 200, 200, 200) },
  // The people here come with tokens, and a token makes no tokens.
  'post /api/tokens': { body: () => ({ name: 'more' }), expected: people(no, no, no, no, no) },
  'delete /api/tokens/:id': {
    path: () => `/api/tokens/${unknownId}`,
    expected: people(hidden, hidden, hidden, hidden, hidden),
  },
  'get /api/health': { expected: everybody(200) },
  'get /api/ready': { expected: everybody(200) },
  'get /api/mailbox': { expected: everybody(200) },
};

test('the table has a row for every route, and no other', () => {
  const served = apiRoutes(http.deps).map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(rows).toSorted()).toEqual(served.toSorted());
});

async function ask(name: string, row: Row, actor: Actor): Promise<{ outcome: Outcome; body: unknown }> {
  const [method = '', template = ''] = name.split(' ');
  const client = world.clients[actor];
  const before = new Map(client.cookies);
  const path = row.path?.(world) ?? template;
  const answer = await client.send(method.toUpperCase(), path, row.body?.(world));
  // What a request does to cookies must not change who asks next.
  client.cookies.clear();
  for (const [cookie, value] of before) client.cookies.set(cookie, value);
  return { outcome: codeOf(answer) ?? answer.status, body: answer.body };
}

describe.each(Object.entries(rows))('%s', (name, row) => {
  test.each(actors.map((actor, index) => [actor, row.expected[index]] as const))(
    '%s → %s',
    async (actor, expected) => {
      const { outcome, body } = await ask(name, row, actor);
      expect(outcome).toBe(expected);
      const foreign = actor === 'stranger' || actor === 'outsider' || actor === 'removed';
      if (!foreign || name.includes('mailbox')) return;
      for (const secret of world.names) expect(JSON.stringify(body) ?? '').not.toContain(secret);
    },
  );
});

test('who holds the meeting link learns that guests may come in, and nothing else', async () => {
  for (const actor of ['stranger', 'outsider', 'removed', 'manager'] as const) {
    const { body } = await world.clients[actor].get(`/api/meetings/${world.meetingId}`);
    expect(body).toEqual({ id: world.meetingId, guests: true });
  }
  const { body } = await world.clients.guest.get(`/api/meetings/${world.meetingId}`);
  expect(body).toMatchObject({ title: 'Sprint 7', teamId: null });
});

test('a malformed id is a wrong link, and an unknown one too', async () => {
  for (const id of [
    '1',
    `${unknownId}x`,
    "';--",
    '%00',
    unknownId.toUpperCase().replace('8', 'G'),
    unknownId,
  ]) {
    for (const path of [`/api/teams/${id}`, `/api/meetings/${id}`, `/api/organisations/${id}`]) {
      expect(codeOf(await world.clients.administrator.get(path))).toBe('not-found');
    }
  }
});
