import { beforeEach, describe, expect, it } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { meetingValue } from '../model.ts';
import { retro } from '../index.ts';

const ada: PaperPerson = { id: '00000000-0000-4000-8000-000000000001', name: 'Ada', role: 'member' };
const ben: PaperPerson = { id: '00000000-0000-4000-8000-000000000002', name: 'Ben', role: 'member' };
const gus: PaperPerson = { id: '00000000-0000-4000-8000-000000000003', name: 'Gus', role: 'guest' };
const una: PaperPerson = { id: '00000000-0000-4000-8000-000000000004', name: 'Una', role: 'member' };

let meeting: PaperMeeting;
beforeEach(() => {
  meeting = new PaperMeeting(retro, {}, ada, { invited: [una] });
  meeting.enter(ben, gus);
});
const facilitator = () => meetingValue(meeting.board, 'facilitator');
const history = () => [...meeting.board.entries('history')].map(([, line]) => line);

describe('facilitation', () => {
  it('L-10: is claimed by anybody of the team when the facilitator has left, and the history says so', () => {
    expect(meeting.refusal(ben, 'facilitation.claim')).toBeNull();
    expect(facilitator()).toBe(ben.id);
    expect(history()).toEqual([{ at: meeting.now, kind: 'claimed', by: ben.id, other: ada.id }]);
    expect(meeting.refusal(ada, 'step.move', { from: 'lobby', to: 'write' })).toBe('not-allowed');
    expect(meeting.refusal(gus, 'facilitation.claim')).toBe('not-allowed');
  });

  it('R-1: is handed to a member who is here, not to a guest, not to somebody still awaited, not to a stranger', () => {
    expect(meeting.refusal(ada, 'facilitation.hand', { to: gus.id })).toBe('not-allowed');
    expect(meeting.refusal(ada, 'facilitation.hand', { to: una.id })).toBe('not-found');
    expect(meeting.refusal(ada, 'facilitation.hand', { to: meeting.random.id() })).toBe('not-found');
    expect(meeting.refusal(ada, 'facilitation.hand', { to: ben.id })).toBeNull();
    expect(facilitator()).toBe(ben.id);
    expect(history()).toMatchObject([{ kind: 'handed', by: ada.id, other: ben.id }]);
  });

  it('R-2: locks the meeting for everybody else, in passing, and taking over stays possible', () => {
    expect(meeting.run(ada, 'meeting.lock', { locked: true }).raisesEpoch).toBe(true);
    expect(retro.keyHolder(meeting.board)).toBe(ada.id);
    expect(meeting.refusal(ben, 'done.set', { done: true })).toBe('meeting-locked');
    expect(meeting.refusal(ada, 'step.move', { from: 'lobby', to: 'write' })).toBeNull();
    expect(meeting.refusal(ben, 'facilitation.claim')).toBeNull();
    expect(retro.keyHolder(meeting.board)).toBe(ben.id);
    expect(meeting.refusal(ben, 'meeting.lock', { locked: false })).toBeNull();
    expect(retro.keyHolder(meeting.board)).toBeNull();
    expect(meeting.refusal(ada, 'done.set', { done: true })).toBeNull();
    expect(history().map((line) => Object(line).kind)).toEqual(['locked', 'claimed', 'unlocked']);
  });

  it('removes a disruptive note: its words go from the board, its votes back to the voters, its id stays', () => {
    meeting.run(ada, 'step.move', { from: 'lobby', to: 'write' });
    const note = meeting.note(gus.id, 'start', 'Rude words');
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    expect(meeting.refusal(ben, 'card.remove', { card: note })).toBe('not-allowed');
    expect(meeting.run(ada, 'card.remove', { card: note }).refund).toEqual([note]);
    expect(meeting.shownTo(ben.id)).not.toContain('Rude words');
    expect(meeting.board.value('cards', note)).toMatchObject({ removed: true, text: '' });
    expect(meeting.run(ada, 'card.remove', { card: note })).toEqual({});
  });

  it('removes a guest, keeps the guest’s name on what was written, and never removes the facilitator', () => {
    expect(meeting.refusal(ben, 'participant.remove', { memberId: gus.id })).toBe('not-allowed');
    expect(meeting.refusal(ada, 'participant.remove', { memberId: ada.id })).toBe('not-allowed');
    const effects = meeting.run(ada, 'participant.remove', { memberId: gus.id });
    expect(effects).toMatchObject({ removeParticipant: gus.id, raisesEpoch: true });
    expect(meeting.board.value('people', gus.id)).toMatchObject({ name: 'Gus', removed: true });
  });
});

describe('who was invited', () => {
  it('R-7: stands on the board as awaited until they come, can own an action item, and took no part', () => {
    expect(meeting.board.value('people', una.id)).toMatchObject({ awaited: true });
    const id = meeting.random.id();
    meeting.run(ada, 'action.save', { id, text: 'Ask Una', ownerId: una.id, due: null, topic: null });
    const before = meeting.run(ada, 'meeting.close').close?.summary;
    expect(before).toMatchObject({
      people: [{ name: 'Ada' }, { name: 'Ben' }, { name: 'Gus' }],
      actionItems: [{ owner: 'Una' }],
    });
    meeting.enter(una);
    expect(meeting.board.value('people', una.id)).toEqual({ ...una });
  });
});
