/** As many people and notes as a board is made for, in one meeting on a real server and Postgres. */
import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { PresenceEntry } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson } from '#test/harness/meeting.ts';

const people = 60;
const notesEach = 9;

it('60 people are all here for each other, write 540 notes and read the same board; every vote is counted', async () => {
  const meeting = await openTestMeeting({ people });
  const { url } = await meeting.startNode();
  const crowd = meeting.accounts.map((account) => new TestPerson(url, account, meeting.meetingId));
  try {
    const seen = new Map<TestPerson, readonly PresenceEntry[]>();
    for (const one of crowd) one.socket.on('presence', (_meetingId, entries) => seen.set(one, entries));
    await Promise.all(crowd.map((one) => one.join()));
    const everybody = crowd.map(({ memberId }) => memberId).sort();
    expect(new Set(everybody).size).toBe(people);
    await vi.waitFor(() => {
      for (const one of crowd) {
        expect([...new Set(seen.get(one)?.map(({ memberId }) => memberId))].sort()).toEqual(everybody);
        expect([...one.docs.board.getMap('people').keys()].sort()).toEqual(everybody);
      }
    }, 20_000);

    const [lead] = crowd;
    if (!lead) throw new Error('nobody leads');
    await lead.steps('lobby', 'write');
    const written = await Promise.all(
      crowd.map(async (one, at) => {
        const texts = Array.from({ length: notesEach }, (_, index) => `Note ${index} of person ${at}`);
        for (const text of texts) await one.note('start', text);
        return texts;
      }),
    );
    await lead.steps('write', 'group');
    const cardsOf = ({ docs }: TestPerson) => [...docs.board.getMap<{ text: string }>('cards')];
    await vi.waitFor(() => {
      for (const one of crowd) expect(cardsOf(one)).toHaveLength(people * notesEach);
    }, 20_000);
    expect(
      cardsOf(lead)
        .map(([, { text }]) => text)
        .sort(),
    ).toEqual(written.flat().sort());

    await lead.steps('group', 'vote');
    const cards = cardsOf(lead).map(([card]) => card);
    await Promise.all(
      crowd.map(async (one, at) => {
        for (let vote = 0; vote < 5; vote += 1)
          await one.command('vote', { card: cards[(at + vote) % 7], delta: 1 });
      }),
    );
    await lead.steps('vote', 'discuss');
    await vi.waitFor(() => {
      for (const one of crowd) {
        const tallies = [...one.docs.board.getMap<number>('tallies').values()];
        expect(tallies.reduce((sum, count) => sum + count, 0)).toBe(people * 5);
        expect(Y.encodeStateVector(one.docs.board)).toEqual(Y.encodeStateVector(lead.docs.board));
      }
    }, 20_000);
  } finally {
    for (const one of crowd) one.leave();
    await meeting.close();
  }
});
