import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Append, Head, NewEntry, WriterClaim } from '#server/rooms/ports.ts';
import { notesOf, Refusal } from '#shared/protocol/index.ts';
import { openTestStore, type TestStore, type TestTeam } from '#test/harness/store.ts';

let store: TestStore;
let ann: string;
let team: TestTeam;
beforeAll(async () => {
  store = await openTestStore();
  ann = await store.account('Ann');
  team = await store.team([ann]);
});
afterAll(() => store.close());

const bytes = (text: string) => Buffer.from(text);
const start: Head = { seq: 0, epoch: 0 };
const newMeeting = () => store.openMeeting({ ...team, title: 'Sprint 12', guests: true, accountId: ann });
const at = (meetingId: string, head: Head, entries: NewEntry[], claims: WriterClaim[] = []): Append => ({
  meetingId,
  at: head,
  entries,
  claims,
});
const write = async (append: Append, log = store.log) => {
  const [outcome] = await log.append([append]);
  if (!outcome) throw new Error('no outcome');
  return outcome;
};

describe('append', () => {
  test('commits with gap-free versions per document, and another node reads the same back', async () => {
    const { meetingId, memberId } = await newMeeting();
    const notes = notesOf(memberId);
    const one = await write(
      at(
        meetingId,
        start,
        [
          { document: 'table', update: bytes('a') },
          { document: notes, update: bytes('b') },
        ],
        [{ document: notes, clientId: 4_000_000_000, memberId }],
      ),
    );
    expect(one).toMatchObject({ kind: 'committed', head: { seq: 2, epoch: 0 } });
    const two = await write(at(meetingId, { seq: 2, epoch: 0 }, [{ document: 'table', update: bytes('c') }]));
    expect(two).toMatchObject({ kind: 'committed', entries: [{ seq: 3, version: 2 }] });

    const other = await store.node();
    const loaded = await other.log.load(meetingId);
    expect(loaded?.head).toEqual({ seq: 3, epoch: 0 });
    expect(loaded?.documents.find(({ document }) => document === 'table')).toEqual({
      document: 'table',
      version: 2,
      updates: [bytes('a'), bytes('c')],
    });
    expect(loaded?.writers).toEqual([{ document: notes, clientId: 4_000_000_000, memberId }]);
    expect(loaded?.participants).toEqual([
      { memberId, name: 'Ann', role: 'member', manages: false, removed: false },
    ]);

    await write(at(meetingId, { seq: 3, epoch: 0 }, [{ document: 'board', update: bytes('d') }]), other.log);
    expect(await store.log.after(meetingId, { seq: 3, epoch: 0 })).toMatchObject({
      kind: 'entries',
      entries: [{ document: 'board', version: 1, seq: 4, update: bytes('d') }],
      participants: null,
    });
    expect(await store.log.heads([meetingId, randomUUID()])).toEqual(
      new Map([[meetingId, { seq: 4, epoch: 0 }]]),
    );
  });

  test('a moved head or a raised epoch is behind', async () => {
    const { meetingId, memberId } = await newMeeting();
    const entries: NewEntry[] = [{ document: 'table', update: bytes('a') }];
    const other = await store.node();
    await write(at(meetingId, start, entries), other.log);
    expect(await write(at(meetingId, start, entries))).toEqual({ kind: 'behind' });
    await store.meetings.participants.removeParticipant(meetingId, memberId);
    expect(await write(at(meetingId, { seq: 1, epoch: 0 }, entries))).toEqual({ kind: 'behind' });
    const caught = await store.log.after(meetingId, { seq: 1, epoch: 0 });
    expect(caught).toMatchObject({ head: { seq: 1, epoch: 1 }, participants: [{ memberId, removed: true }] });
  });

  test('a held head is busy, holds up nobody else, and is waited for when it comes alone', async () => {
    const [held, free] = [await newMeeting(), await newMeeting()];
    const entries: NewEntry[] = [{ document: 'table', update: bytes('a') }];
    let release = () => {};
    const holding = store.log.command(
      held.meetingId,
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    const outcomes = await store.log.append([
      at(held.meetingId, start, entries),
      at(free.meetingId, start, entries),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['busy', 'committed']);
    expect(performance.now() - before).toBeLessThan(500);
    const waiting = write(at(held.meetingId, start, entries));
    await new Promise((resolve) => setTimeout(resolve, 100));
    release();
    await holding;
    expect((await waiting).kind).toBe('committed');
  });

  test('a row that breaks a constraint concerns its meeting alone', async () => {
    const [good, bad] = [await newMeeting(), await newMeeting()];
    const claim = (memberId: string) => ({ document: 'table' as const, clientId: 7, memberId });
    const entry = { document: 'table' as const, update: bytes('a') };
    await write(at(bad.meetingId, start, [entry], [claim(bad.memberId)]));
    const guest = await store.meetings.participants.addGuest(bad.meetingId, 'Bo');
    const outcomes = await store.log.append([
      at(bad.meetingId, { seq: 1, epoch: 0 }, [entry], [claim(guest.memberId)]),
      at(good.meetingId, start, [entry], [claim(good.memberId)]),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'committed']);
  });

  test('a snapshot takes the place of the log; who lags loads anew', async () => {
    const { meetingId } = await newMeeting();
    await write(at(meetingId, start, [{ document: 'table', update: bytes('a') }]));
    await write(at(meetingId, { seq: 1, epoch: 0 }, [{ document: 'table', update: bytes('b') }]));
    const documents = [{ document: 'table' as const, update: bytes('ab') }];
    expect(await store.log.snapshot(meetingId, { seq: 1, epoch: 0 }, documents)).toBe(false);
    expect(await store.log.snapshot(meetingId, { seq: 2, epoch: 0 }, documents)).toBe(true);
    expect(await store.log.after(meetingId, { seq: 1, epoch: 0 })).toEqual({ kind: 'reload' });
    await write(at(meetingId, { seq: 2, epoch: 0 }, [{ document: 'table', update: bytes('c') }]));
    const loaded = await store.log.load(meetingId);
    expect(loaded?.documents).toEqual([
      { document: 'table', version: 3, updates: [bytes('ab'), bytes('c')] },
    ]);
  });
});

describe('command', () => {
  test('writes everything or nothing, and answers a repeated id with the first answer', async () => {
    const { meetingId, memberId } = await newMeeting();
    const commandId = randomUUID();
    const run = () =>
      store.log.command(meetingId, async (tx) => {
        const before = await tx.answered(commandId, memberId);
        if (before) return before.result;
        const [entry] = await tx.append([{ document: 'board', update: bytes('a') }], []);
        await tx.remember(commandId, memberId, { version: entry?.version });
        return { version: entry?.version };
      });
    expect(await run()).toEqual({ version: 1 });
    expect(await run()).toEqual({ version: 1 });
    const refused = store.log.command(meetingId, async (tx) => {
      await tx.append([{ document: 'board', update: bytes('b') }], []);
      throw new Refusal('wrong-step');
    });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-step' });
    expect((await store.log.load(meetingId))?.head.seq).toBe(1);
    expect(
      await write(at(meetingId, { seq: 1, epoch: 0 }, [{ document: 'board', update: bytes('c') }])),
    ).toMatchObject({
      entries: [{ version: 2 }],
    });
  });

  test('what Postgres refused is never called saved, even by work that goes on as if nothing were', async () => {
    const { meetingId, memberId } = await newMeeting();
    const id = randomUUID();
    const run = store.log.command(meetingId, async (tx) => {
      await tx.append([{ document: 'board', update: bytes('a') }], []);
      await tx.remember(id, memberId, 1);
      await tx.remember(id, memberId, 2).catch(() => undefined);
    });
    await expect(run).rejects.toMatchObject({ code: 'not-saved' });
    expect((await store.log.heads([meetingId])).get(meetingId)).toEqual(start);
  });

  test('one person’s id gets nobody else’s answer', async () => {
    const { meetingId, memberId } = await newMeeting();
    const id = randomUUID();
    await store.log.command(meetingId, (tx) => tx.remember(id, memberId, 'mine'));
    expect(await store.log.command(meetingId, (tx) => tx.answered(id, randomUUID()))).toBeNull();
    expect(await store.log.command(meetingId, (tx) => tx.answered(id, memberId))).toEqual({ result: 'mine' });
  });

  test('a head that is held too long is not-saved', async () => {
    const { meetingId } = await newMeeting();
    let release = () => {};
    const holding = store.log.command(
      meetingId,
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(store.log.command(meetingId, () => Promise.resolve())).rejects.toMatchObject({
      code: 'not-saved',
    });
    release();
    await holding;
  });

  test('a transaction that idles is ended by Postgres and is not-saved', { timeout: 15_000 }, async () => {
    const { meetingId } = await newMeeting();
    const slow = store.log.command(meetingId, async (tx) => {
      await new Promise((resolve) => setTimeout(resolve, 5_500));
      await tx.raiseEpoch();
    });
    await expect(slow).rejects.toMatchObject({ code: 'not-saved' });
    expect((await store.log.heads([meetingId])).get(meetingId)).toEqual(start);
  });
});

test('no text and no name is readable in any row', async () => {
  const { meetingId, memberId } = await newMeeting();
  const secret = 'zebra-crossing';
  await write(
    at(meetingId, start, [
      { document: 'table', update: bytes(secret) },
      { document: notesOf(memberId), update: bytes(secret) },
    ]),
  );
  await store.log.command(meetingId, async (tx) => {
    await tx.remember(randomUUID(), memberId, secret);
    await tx.saveActionItems([
      { id: randomUUID(), text: secret, ownerId: memberId, due: '2026-12-01', done: false, removed: false },
    ]);
    await tx.schedule([
      { kind: 'command', subject: secret, due: Date.now() + 60_000, name: 'publish', payload: { secret } },
    ]);
  });
  const dump = await dumpAll(store);
  for (const text of [secret, 'Sprint 12', 'example.com', 'Acme', `notes:${memberId}`]) {
    expect(dump.includes(text)).toBe(false);
    expect(dump.includes(bytes(text).toString('hex'))).toBe(false);
  }
  const [item] = await store.meetings.actionItems.actionItems(team.teamId);
  expect(item).toMatchObject({ text: secret, owner: { name: 'Ann', accountId: ann }, due: '2026-12-01' });
});

async function dumpAll({ pools }: TestStore): Promise<string> {
  const { rows } = await pools.general.query<{ table_name: string }>(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  const all = await Promise.all(
    rows.map(async ({ table_name: name }) => {
      const table = await pools.general.query<{ row: string }>(`select t::text as row from "${name}" t`);
      return table.rows.map(({ row }) => row).join('\n');
    }),
  );
  return all.join('\n');
}
