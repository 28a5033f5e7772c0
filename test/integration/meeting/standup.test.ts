import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';

const closesAt = Date.now() + 60 * 60 * 1000;
const day = { date: '2026-11-25', zone: 'Europe/Zurich', closesAt };
let meeting: TestMeeting;
let node: RunningNode;

beforeAll(async () => {
  meeting = await openTestMeeting({ kind: 'standup', chosen: { day }, people: 4 });
  node = await meeting.startNode();
});
afterAll(() => meeting.close());

function person(index: number, transports?: ('websocket' | 'polling')[]): TestPerson {
  return new TestPerson(node.url, meeting.accounts[index] ?? '', meeting.meetingId, transports);
}

describe('a standup over the wire', () => {
  it('P1, A-1: while somebody types, nobody else receives a byte of it, a number, or anything at all', async () => {
    const author = person(0);
    await author.join();
    const others = [person(1), person(2, ['polling'])];
    for (const other of others) await other.join();
    // The last to come hears of nothing that was before.
    const told: string[] = [];
    others[1]?.socket.on('update', ({ d }) => void told.push(d));
    for (const other of others) other.socket.on('counts', () => void told.push('counts'));
    const secret = 'Zanzibar-marmalade-4711';
    await author.edit('notes', (doc) => doc.getText('text:did').insert(0, secret));
    await author.edit('notes', (doc) => doc.getText('text:blocker').insert(0, `${secret} again`));
    const late = person(3);
    expect((await late.join()).counts).toEqual({ total: 0, columns: null });
    // A command of another goes round: what was sent before it has arrived.
    await others[0]?.command('mood.set', { mood: 3 });
    // One who came, one more mood.
    await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(2), 5_000);
    expect(told).toEqual(['board', 'board']);
    for (const one of [...others, late]) expect(one.received().includes('Zanzibar')).toBe(false);

    await author.command('answers.publish', {});
    for (const one of [...others, late])
      await vi.waitFor(() => expect(one.received().includes(secret)).toBe(true), 5_000);
    for (const one of [author, late, ...others]) one.leave();
  });

  it('A-9: closes by the clock alone, gives back what was never shown, and is read as it was', async () => {
    const author = person(1);
    await author.join();
    await author.edit('notes', (doc) => doc.getText('text:plan').insert(0, 'Mine alone'));
    const system = { name: 'meeting.close', payload: {} };
    await node.node.rooms.system(meeting.meetingId, { id: crypto.randomUUID(), ...system });
    expect(author.docs.board.getMap('meeting').get('closedAt')).toBeNull();
    await author.command('meeting.close', {});
    const [account = ''] = meeting.accounts.slice(1);
    const back = await meeting.store.meetings.leftOver.leftOverOf(account);
    expect(back).toMatchObject([{ column: 'plan', text: 'Mine alone' }]);
    const reader = person(2);
    await reader.join();
    expect(reader.docs.board.getMap('meeting').get('closedAt')).toBeTypeOf('number');
    expect(await meeting.store.meetings.summaryOf(meeting.meetingId)).toMatchObject({ kind: 'standup' });
    for (const one of [author, reader]) one.leave();
  });
});
