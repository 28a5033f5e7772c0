/** Who gets the summary by mail when a retrospective closes, and what it says. */
import { afterEach, expect, test } from 'vitest';
import { memoryMailbox } from '#server/notify/email.ts';
import { Outbox } from '#server/notify/outbox.ts';
import { Letters } from '#server/store/outbox/letters.ts';
import { OutboxRows } from '#server/store/outbox/rows.ts';
import { kinds } from '#shared/meeting/index.ts';
import { Refusal } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson, type TestMeeting } from '#test/harness/meeting.ts';

const opened: TestMeeting[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((meeting) => meeting.close()));
});

/** A retrospective of three, of whom the third was asked and never comes. */
async function retro() {
  const meeting = await openTestMeeting({ people: 3 });
  opened.push(meeting);
  const { url } = await meeting.startNode();
  const people = meeting.accounts.slice(0, 2).map((id) => new TestPerson(url, id, meeting.meetingId));
  for (const person of people) await person.join();
  const [ann, bo] = people;
  if (!ann || !bo) throw new Error('two people were asked for');
  return { meeting, ann, bo };
}

async function mailsOf({ store }: TestMeeting) {
  const mailbox = memoryMailbox(() => new Date(0));
  const outbox = new Outbox({
    rows: new OutboxRows(store.pools.general, store.keys),
    letters: new Letters(store.pools.general, store.keys),
    mailer: mailbox,
    kinds,
    origin: 'https://retro.example.com',
    report: (_what, error) => {
      throw error;
    },
    random: () => 0,
  });
  await outbox.sendDue();
  return mailbox.sent();
}

test('the close queues the summary for those who took part, in its own transaction, and the mail holds what came of it', async () => {
  const { meeting, ann, bo } = await retro();
  await ann.steps('lobby', 'write');
  await ann.note('start', 'Rollback drill\nevery week');
  await bo.note('stop', 'Merging on Friday');
  await ann.steps('write', 'group', 'vote');
  const cards = [...ann.docs.board.getMap<{ text: string }>('cards')];
  const drill = cards.find(([, { text }]) => text.startsWith('Rollback'))?.[0];
  await bo.command('vote', { card: drill, delta: 1 });
  await ann.steps('vote', 'discuss');
  await ann.command('action.save', {
    id: crypto.randomUUID(),
    text: 'Plan the drill',
    ownerId: bo.memberId,
    due: '2026-12-04',
    topic: drill,
  });
  await ann.command('meeting.close', {});
  const mails = await mailsOf(meeting);
  expect(mails.map(({ to }) => to.slice(0, 7)).sort()).toEqual(['person0', 'person1']);
  expect(mails.map(({ subject }) => subject)).toEqual(['Summary: Sprint', 'Summary: Sprint']);
  const text = mails.find(({ to }) => to.startsWith('person0'))?.text;
  expect(text).toBe(
    'Hello Person0,\n\n“Sprint” of Crew is over. This is what came of it.\n\n' +
      'ACTION ITEMS\n- Plan the drill (Person1, due 4 December 2026)\n\n' +
      'TOPICS\n1. Rollback drill every week – 1 vote\n2. Merging on Friday – 0 votes\n\n' +
      `The whole summary:\nhttps://retro.example.com/meetings/${meeting.meetingId}/summary\n\nWhich mails you get is your choice: https://retro.example.com/settings\n`,
  );
});

test('the facilitator chooses who gets the summary: nobody, or who is named', async () => {
  const nobody = await retro();
  await nobody.ann.command('meeting.close', { mailTo: 'nobody' });
  expect(await mailsOf(nobody.meeting)).toEqual([]);
  const named = await retro();
  await expect(named.ann.command('meeting.close', { mailTo: 'all of them' })).rejects.toThrow(Refusal);
  await named.ann.command('meeting.close', { mailTo: [named.bo.memberId, crypto.randomUUID()] });
  expect((await mailsOf(named.meeting)).map(({ to }) => to.slice(0, 7))).toEqual(['person1']);
});

test('who was removed gets no summary', async () => {
  const { meeting, ann, bo } = await retro();
  await ann.command('participant.remove', { memberId: bo.memberId });
  await ann.command('meeting.close', {});
  expect((await mailsOf(meeting)).map(({ to }) => to.slice(0, 7))).toEqual(['person0']);
});
