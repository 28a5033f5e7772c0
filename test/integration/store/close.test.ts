import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Jobs, type DueCommand } from '#server/store/jobs.ts';
import { KeyGone } from '#server/store/keys/index.ts';
import { notesOf } from '#shared/protocol/index.ts';
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

const newMeeting = () => store.openMeeting({ ...team, title: 'Sprint 12', guests: true, accountId: ann });

function jobs(ran: DueCommand[] = []) {
  return new Jobs({
    pools: store.pools,
    keys: store.keys,
    runCommand: (command) => Promise.resolve(ran.push(command)),
    startRepeat: () => Promise.reject(new Error('nothing repeats here')),
    onError: (error) => {
      throw error;
    },
  });
}

test('after the close nothing private is left: no rows, no key', async () => {
  const { meetingId, memberId } = await newMeeting();
  const guest = await store.meetings.participants.addGuest(meetingId, 'Bo');
  const card = randomUUID();
  await store.log.command(meetingId, async (tx) => {
    await tx.append(
      [{ document: notesOf(memberId), update: Buffer.from('mine') }],
      [{ document: notesOf(memberId), clientId: 5, memberId }],
    );
    await tx.append([{ document: 'board', update: Buffer.from('all') }], []);
    await tx.remember(randomUUID(), memberId, null);
    await tx.schedule([
      { kind: 'command', subject: card, due: Date.now() + 60_000, name: 'publish', payload: null },
    ]);
    await tx.setStep('vote', true);
  });
  await store.log.vote({
    meetingId,
    memberId,
    commandId: randomUUID(),
    card,
    topic: [card],
    delta: 1,
    perPerson: 5,
    perTopic: 3,
  });
  const { rows } = await store.pools.general.query<{ private_slot: number; content_slot: number }>(
    'select private_slot, content_slot from meetings where id = $1',
    [meetingId],
  );
  await store.log.command(meetingId, (tx) =>
    tx.close({
      summary: { title: 'Sprint 12' },
      mailTo: [],
      leftOver: [
        { memberId, column: 'start', text: 'never shown' },
        { memberId: guest.memberId, column: 'start', text: 'a guest keeps it' },
      ],
      documents: [{ document: 'board', update: Buffer.from('frozen') }],
    }),
  );
  for (const table of [
    'meeting_log',
    'meeting_documents',
    'meeting_writers',
    'command_answers',
    'ballots',
    'ballots_used',
    'meeting_steps',
    'jobs',
  ]) {
    const left = await store.pools.general.query(`select 1 from ${table} where meeting_id = $1`, [meetingId]);
    expect([table, left.rowCount]).toEqual([table, 0]);
  }
  await jobs().takeDue();
  const [slots] = rows;
  expect(() => store.keys.cipher(slots?.private_slot ?? 0)).toThrow(KeyGone);
  expect(store.keys.cipher(slots?.content_slot ?? 0)).toBeDefined();

  expect(await store.meetings.summaryOf(meetingId)).toEqual({ title: 'Sprint 12' });
  expect(await store.meetings.frozenDocuments(meetingId)).toEqual([
    { document: 'board', version: 1, updates: [Buffer.from('frozen')] },
  ]);
  expect(await store.log.load(meetingId)).toMatchObject({
    state: 'closed',
    head: { seq: 2, epoch: 1 },
    writers: [],
  });
  expect(await store.meetings.leftOver.leftOverOf(ann)).toMatchObject([
    { meetingId, column: 'start', text: 'never shown' },
  ]);
  const entries = [{ document: 'table' as const, update: Buffer.from('late') }];
  for (const epoch of [0, 1]) {
    expect(await store.log.append([{ meetingId, at: { seq: 2, epoch }, entries, claims: [] }])).toEqual([
      { kind: 'behind' },
    ]);
  }
  expect(await store.log.after(meetingId, { seq: 2, epoch: 0 })).toEqual({ kind: 'reload' });
});

test('a deleted organisation takes its meetings and their keys with it', async () => {
  const bo = await store.account('Bo');
  const other = await store.team([bo]);
  const made = await store.openMeeting({ ...other, title: 'x', accountId: bo });
  const { rows } = await store.pools.general.query<{ private_slot: number; content_slot: number }>(
    'select private_slot, content_slot from meetings where id = $1',
    [made.meetingId],
  );
  await store.pools.general.query('delete from organisations where id = $1', [other.organisationId]);
  await jobs().takeDue();
  const [slots] = rows;
  for (const slot of [slots?.private_slot, slots?.content_slot]) {
    expect(() => store.keys.cipher(slot ?? 0)).toThrow(KeyGone);
  }
  expect(await store.log.load(made.meetingId)).toBeNull();
});

test('a due command runs once, on one of two nodes, with what was scheduled', async () => {
  const { meetingId } = await newMeeting();
  const job = {
    kind: 'command' as const,
    subject: 'x',
    due: Date.now() - 1,
    name: 'publish',
    payload: { card: 'c' },
  };
  await store.log.command(meetingId, (tx) => tx.schedule([job, job]));
  const ran: DueCommand[] = [];
  await Promise.all([jobs(ran).takeDue(), jobs(ran).takeDue()]);
  expect(ran).toMatchObject([{ meetingId, name: 'publish', payload: { card: 'c' } }]);
});

test('a change of rights raises the epoch of the open meetings concerned', async () => {
  const { meetingId, memberId } = await newMeeting();
  await store.pools.general.query(`update memberships set role = 'manager' where account_id = $1`, [ann]);
  await store.pools.general.query('update team_members set observer = true where account_id = $1', [ann]);
  expect(await store.log.after(meetingId, { seq: 0, epoch: 0 })).toMatchObject({
    head: { epoch: 2 },
    participants: [{ memberId, role: 'observer', manages: true }],
  });
  await store.pools.general.query('delete from team_members where account_id = $1', [ann]);
  expect(await store.log.after(meetingId, { seq: 0, epoch: 2 })).toMatchObject({
    participants: [{ removed: true }],
  });
  await expect(store.meetings.participants.admitAccount(meetingId, ann)).rejects.toMatchObject({
    code: 'not-found',
  });
});
