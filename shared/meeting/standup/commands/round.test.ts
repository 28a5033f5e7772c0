import { beforeEach, describe, expect, it } from 'vitest';
import { ada, ben, cleo, dan, olga, PaperStandup } from '#test/doubles/paper-standup.ts';
import { meetingValue, type Round } from '../model.ts';

let meeting: PaperStandup;
beforeEach(() => (meeting = new PaperStandup({ order: 'name' }, [cleo, ben, olga], { invited: [dan] })));

function round(): Round {
  const present = meetingValue(meeting.board, 'round');
  if (!present) throw new Error('no round');
  return present;
}
const speaker = () => round().order[round().index];

describe('the round-up', () => {
  it('A-6: calls up by name those who came and write: neither observers nor who is still awaited', () => {
    meeting.run(ben, 'round.start');
    expect(round()).toMatchObject({
      order: [ada.id, ben.id, cleo.id],
      index: 0,
      startedAt: meeting.now,
      speakerSince: meeting.now,
      perPerson: 90_000,
      endedAt: null,
    });
  });

  it('A-6: shuffles by the randomness that is passed in: everybody once, and not always alike', () => {
    const orders = Array.from({ length: 20 }, (_, seed) => {
      const other = new PaperStandup({}, [ben, cleo, dan], { seed: seed + 1 });
      other.run(ada, 'round.start');
      const order = meetingValue(other.board, 'round')?.order ?? [];
      expect([...order].sort()).toEqual([ada.id, ben.id, cleo.id, dan.id]);
      return order.join();
    });
    expect(new Set(orders).size).toBeGreaterThan(5);
  });

  it('A-7, F-17: of two drivers at once one moves the round, and the other is told', () => {
    meeting.run(ada, 'round.start');
    meeting.now += 30_000;
    expect(meeting.refusal(ada, 'round.next', { from: 0 })).toBeNull();
    for (const name of ['round.next', 'round.skip', 'round.back'])
      expect(meeting.refusal(ben, name, { from: 0 })).toBe('already-moved');
    expect(meeting.refusal(ben, 'round.start')).toBe('already-moved');
    expect(speaker()).toBe(ben.id);
    expect(round().speakerSince).toBe(meeting.now);
  });

  it('A-8: who comes late joins at the end, an observer does not, nobody twice', () => {
    meeting.run(ada, 'round.start');
    meeting.enter(dan);
    meeting.enter({ ...olga, name: 'Olga the Observer' }, { ...ben, name: 'Benjamin' });
    expect(round().order).toEqual([ada.id, ben.id, cleo.id, dan.id]);
    meeting.run(ada, 'round.end');
    meeting.enter({ ...dan, id: '00000000-0000-4000-8000-000000000009' });
    expect(round().order).toHaveLength(4);
  });

  it('A-8: steps over who was removed, also while they have the word', () => {
    const chief = { ...cleo, manages: true };
    meeting.run(ada, 'round.start');
    meeting.run(chief, 'participant.remove', { memberId: ben.id });
    meeting.run(ada, 'round.next', { from: 0 });
    expect(speaker()).toBe(cleo.id);
    meeting.run(ada, 'round.back', { from: 2 });
    expect(speaker()).toBe(ada.id);
    meeting.now += 5_000;
    meeting.run(chief, 'participant.remove', { memberId: ada.id });
    expect(speaker()).toBe(cleo.id);
    expect(round().speakerSince).toBe(meeting.now);
  });

  it('L-08: one *next* too many is taken back, and who was skipped may speak after all', () => {
    meeting.run(ada, 'round.start');
    meeting.run(ada, 'round.next', { from: 0 });
    meeting.run(ada, 'round.skip', { from: 1 });
    expect(round().skipped).toEqual([ben.id]);
    meeting.run(ada, 'round.back', { from: 2 });
    expect(round()).toMatchObject({ index: 1, skipped: [] });
    meeting.run(ada, 'round.next', { from: 1 });
    meeting.run(ada, 'round.next', { from: 2 });
    expect(round().endedAt).toBe(meeting.now);
    meeting.run(ben, 'round.back', { from: 3 });
    expect(round()).toMatchObject({ index: 2, endedAt: null });
    expect(speaker()).toBe(cleo.id);
  });

  it('ends by hand, once, and may be held again', () => {
    expect(meeting.refusal(ada, 'round.end')).toBe('not-found');
    expect(meeting.refusal(ada, 'round.next', { from: 0 })).toBe('not-found');
    meeting.run(ada, 'round.start');
    meeting.run(ada, 'round.end');
    expect(meeting.run(ben, 'round.end')).toEqual({});
    expect(meeting.refusal(ben, 'round.next', { from: 0 })).toBe('already-moved');
    expect(meeting.refusal(ben, 'round.start', { order: 'shuffled' })).toBeNull();
  });
});
