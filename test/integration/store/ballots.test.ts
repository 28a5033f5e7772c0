import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Log } from '#server/rooms/ports.ts';
import { openTestStore, type TestNode, type TestStore } from '#test/harness/store.ts';

let store: TestStore;
let second: TestNode;
let made: { meetingId: string; memberId: string };
let ann: string;
beforeAll(async () => {
  store = await openTestStore();
  second = await store.node();
  ann = await store.account('Ann');
});
afterAll(() => store.close());
beforeEach(async () => {
  const team = await store.team([ann]);
  made = await store.openMeeting({ ...team, title: 'x', accountId: ann });
  await store.log.command(made.meetingId, (tx) => tx.setStep('vote', true));
});

const cards = Array.from({ length: 10 }, () => randomUUID());
const [one = '', two = ''] = cards;
const vote = (
  card: string,
  delta: 1 | -1 = 1,
  topic = [card],
  log: Log = store.log,
  commandId = randomUUID(),
) => log.vote({ ...made, commandId, card, topic, delta, perPerson: 5, perTopic: 3 });
const tallies = () =>
  store.log.command(made.meetingId, async (tx) =>
    [...(await tx.tallies()).values()].reduce((sum, count) => sum + count, 0),
  );

test('P5: 500 votes at once, over two nodes, on a budget of 5: exactly 5', async () => {
  const votes = Array.from({ length: 500 }, (_, index) =>
    vote(cards[index % cards.length] ?? one, 1, undefined, index % 2 ? store.log : second.log),
  );
  const outcomes = await Promise.allSettled(votes);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const codes = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  expect(new Set(codes)).toEqual(new Set(['Refusal: no-votes-left']));
  expect(await tallies()).toBe(5);
});

test('P5: taking back and casting at once never overspends, nor goes below zero', async () => {
  await Promise.allSettled(
    Array.from({ length: 200 }, (_, index) => vote(cards[index % 4] ?? one, index % 3 ? 1 : -1)),
  );
  const own = Object.values(await store.log.ballotsOf(made.meetingId, made.memberId)).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect(own).toBe(await tallies());
  expect(own).toBeLessThanOrEqual(5);
  for (let index = 0; index < 8; index += 1) await vote(one, -1, cards);
  expect(await store.log.ballotsOf(made.meetingId, made.memberId)).toEqual({});
  expect(await vote(one)).toEqual({ [one]: 1 });
});

test('a topic takes no more than its most, over all its cards; a vote is taken back from any of them', async () => {
  await vote(one);
  await vote(one);
  await vote(two, 1, [one, two]);
  await expect(vote(two, 1, [one, two])).rejects.toMatchObject({ code: 'too-many-on-one' });
  expect(await vote(two, -1, [two, one])).toEqual({ [one]: 2 });
  expect(await vote(two, -1, [two, one])).toEqual({ [one]: 1 });
});

test('a repeated id counts once', async () => {
  const id = randomUUID();
  await Promise.all([vote(one, 1, [one], store.log, id), vote(one, 1, [one], second.log, id)]);
  expect(await vote(one, 1, [one], store.log, id)).toEqual({ [one]: 1 });
});

test('outside its step a vote is refused, and none slips in between the step and the count', async () => {
  const votes = cards.map((card) => vote(card, 1, [card], second.log));
  const counted = store.log.command(made.meetingId, async (tx) => {
    const sum = [...(await tx.tallies()).values()].reduce((total, count) => total + count, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tx.setStep('discuss', false);
    return sum;
  });
  await Promise.allSettled(votes);
  expect(await tallies()).toBe(await counted);
  await expect(vote(one)).rejects.toMatchObject({ code: 'wrong-step' });
});

test('votes on a removed card go back', async () => {
  await vote(one);
  await vote(one);
  await vote(two);
  await store.log.command(made.meetingId, (tx) => tx.refund([one]));
  expect(await store.log.ballotsOf(made.meetingId, made.memberId)).toEqual({ [two]: 1 });
  for (const card of cards.slice(2, 6)) await vote(card);
  await expect(vote(cards[7] ?? '')).rejects.toMatchObject({ code: 'no-votes-left' });
});
