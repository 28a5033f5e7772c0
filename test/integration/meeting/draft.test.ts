/** What a draft is to sockets, and to two nodes that start it at once. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { OutboxRows } from '#server/store/outbox/rows.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';

let meeting: TestMeeting;
let teamId: string;
let nodes: readonly [RunningNode, RunningNode];
const left: TestPerson[] = [];

beforeAll(async () => {
  meeting = await openTestMeeting({ people: 3 });
  const found = await meeting.store.meetings.meeting(meeting.meetingId);
  teamId = found?.teamId ?? '';
  nodes = [await meeting.startNode(), await meeting.startNode()];
});
afterAll(async () => {
  for (const person of left) person.leave();
  await meeting.close();
});

const account = (index: number) => meeting.accounts[index] ?? '';

function draft(invited: readonly string[] | null = null): Promise<string> {
  const setup = { title: 'Sprint 8', goal: '', template: null, options: {}, invited };
  return meeting.store.meetings.drafts.create({ teamId, kind: 'retro', setup, accountId: account(0) });
}

async function joining(person: TestPerson): Promise<string> {
  left.push(person);
  try {
    await person.join();
    return 'joined';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

test('J-1 U-1: a draft is not to be joined: over neither transport, by nobody; who is not in it knows of none', async () => {
  const id = await draft([account(1)]);
  const [{ url }] = nodes;
  const answers = [0, 1, 2].map((index) => joining(new TestPerson(url, account(index), id)));
  expect(await Promise.all(answers)).toEqual(['meeting-not-started', 'meeting-not-started', 'not-found']);
  for (const [index, status] of [
    [1, 409],
    [2, 404],
  ] as const) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/yjs/${id}/table`, {
      headers: { authorization: `Bearer ${account(index)}` },
    });
    const [, response] = await once(socket, 'unexpected-response');
    expect(response).toMatchObject({ statusCode: status });
  }
});

test('U-3: started on two nodes at once it starts once, and both serve it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = await draft();
    await Promise.all(
      nodes.map(({ node }, index) => node.rooms.start(id, { accountId: account(index), here: true })),
    );
    const people = nodes.map(({ url }, index) => new TestPerson(url, account(index), id));
    expect(await Promise.all(people.map(joining))).toEqual(['joined', 'joined']);
    const boards = people.map((person) => person.docs.board.getMap('meeting').get('facilitator'));
    expect(boards[0]).toBeTypeOf('string');
    expect(boards[0]).toBe(boards[1]);
    const rows = new OutboxRows(meeting.store.pools.general, meeting.store.keys);
    const mails = (await rows.take(100)).filter(({ meetingId }) => meetingId === id);
    expect(mails).toHaveLength(2);
    for (const person of people) person.leave();
  }
});

test('U-3: who is asked and comes is awaited no more', async () => {
  const id = await draft();
  const [{ node, url }] = nodes;
  await node.rooms.start(id, { accountId: account(0), here: true });
  const asked = new TestPerson(url, account(1), id);
  expect(await joining(asked)).toBe('joined');
  const people = asked.docs.board.getMap('people');
  expect(people.get(asked.memberId)).toEqual({ id: asked.memberId, name: 'Person1', role: 'member' });
  expect([...people.values()].filter((one) => JSON.stringify(one).includes('"awaited":true'))).toHaveLength(
    1,
  );
});
