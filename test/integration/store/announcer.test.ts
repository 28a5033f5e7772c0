import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openRedisAnnouncer } from '#server/store/announcer.ts';
import type { Head } from '#server/rooms/ports.ts';
import { startRedis, type TestRedis } from '#test/harness/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

test('nodes hear one another and not themselves; presence travels with the node it is from', async () => {
  const open = () => openRedisAnnouncer({ url: redis.url, channel: 'test', onError: () => undefined });
  const [one, other] = [open(), open()];
  const own: unknown[] = [];
  const heard: [string, Head | null][] = [];
  const present: unknown[] = [];
  one.listen((...hint) => own.push(hint));
  other.listen((...hint) => heard.push(hint));
  other.listenPresence((meetingId, _node, entries) => present.push([meetingId, entries]));
  await vi.waitFor(() => {
    expect([one.flowing, other.flowing]).toEqual([true, true]);
  });
  const meetingId = randomUUID();
  const entries = [{ connection: 1, memberId: randomUUID(), at: null, typing: true, cursor: null }];
  one.announce(meetingId, { seq: 3, epoch: 1 });
  one.sharePresence(meetingId, entries);
  await vi.waitFor(() => {
    expect(heard).toEqual([[meetingId, { seq: 3, epoch: 1 }]]);
    expect(present).toEqual([[meetingId, entries]]);
  });
  expect(own).toEqual([]);
  await Promise.all([one.close(), other.close()]);
});

test('without a Redis nothing flows and nothing throws', async () => {
  const errors: unknown[] = [];
  const alone = openRedisAnnouncer({
    url: 'redis://127.0.0.1:1',
    channel: 'test',
    onError: (error) => errors.push(error),
  });
  await vi.waitFor(() => {
    expect(errors.length).toBeGreaterThan(0);
  });
  expect(alone.flowing).toBe(false);
  alone.announce(randomUUID(), { seq: 1, epoch: 0 });
  await alone.close();
});
