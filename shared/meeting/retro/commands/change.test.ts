import { beforeEach, describe, expect, it } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { cardsOf, isColumn, meetingValue } from '../model.ts';
import { retro } from '../index.ts';

const ada: PaperPerson = { id: '00000000-0000-4000-8000-000000000001', name: 'Ada', role: 'member' };
const ben: PaperPerson = { id: '00000000-0000-4000-8000-000000000002', name: 'Ben', role: 'member' };
const column = (id: string, title = id) => ({ id, title, prompt: '', colour: 1 });

let meeting: PaperMeeting;
beforeEach(() => {
  meeting = new PaperMeeting(retro, {}, ada);
  meeting.enter(ben);
  meeting.run(ada, 'step.move', { from: 'lobby', to: 'write' });
});
const change = (payload: object) => meeting.run(ada, 'meeting.change', payload);
const columnsOfCards = () =>
  Object.fromEntries([...cardsOf(meeting.board).values()].map(({ text, column: id }) => [text, id]));

describe('changing the columns of an open meeting', () => {
  it('R-3: never deletes a note: those of a removed column stand in the first one, published or hidden', () => {
    meeting.note(ben.id, 'stop', 'Friday merges');
    meeting.note(ben.id, 'continue', 'Standups');
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    meeting.run(ada, 'step.move', { from: 'group', to: 'write' });
    meeting.note(ben.id, 'stop', 'Hidden yet');
    change({ columns: [column('praise'), column('continue')] });
    expect(columnsOfCards()).toEqual({ 'Friday merges': 'praise', Standups: 'continue' });
    expect(retro.countHidden(meeting.view)).toEqual({ total: 1, columns: { praise: 1 } });
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    expect(columnsOfCards()).toEqual({
      'Friday merges': 'praise',
      Standups: 'continue',
      'Hidden yet': 'praise',
    });
  });

  it('still takes what is written under a column of before: somebody may be offline', () => {
    change({ columns: [column('praise')] });
    expect(isColumn('stop', meeting.board)).toBe(true);
    expect(isColumn('never', meeting.board)).toBe(false);
    change({ columns: [column('stop'), column('praise')] });
    expect(meetingValue(meeting.board, 'pastColumns')).toEqual(['start', 'continue']);
  });

  it('renames and reorders without moving anything', () => {
    meeting.note(ben.id, 'stop', 'Friday merges');
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    change({ columns: [column('continue'), column('stop', 'No more'), column('start')] });
    expect(columnsOfCards()).toEqual({ 'Friday merges': 'stop' });
  });

  it('refuses none, nine, two of one id and one without a title', () => {
    for (const columns of [
      [],
      Array.from({ length: 9 }, (_, at) => column(`c${at}`)),
      [column('a'), column('a')],
      [column('a', ' ')],
    ])
      expect(meeting.refusal(ada, 'meeting.change', { columns })).toBe('bad-request');
  });
});

describe('changing what else was set up', () => {
  it('tells lists and doors outside the meeting of a new title and of guests', () => {
    expect(change({ title: ' Sprint 43 ', guests: true }).record).toEqual({
      title: 'Sprint 43',
      guests: true,
    });
    expect(meetingValue(meeting.board, 'title')).toBe('Sprint 43');
    expect(change({ votesPerPerson: 7 }).record).toEqual({});
    expect(retro.ballots.budget(meeting.view)).toEqual({ perPerson: 7, perTopic: 3 });
  });

  it('can’t take the present step away, nor what an anonymous meeting forces', () => {
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    expect(meeting.refusal(ada, 'meeting.change', { walk: { group: false, vote: true } })).toBe('wrong-step');
    expect(meeting.refusal(ada, 'meeting.change', { anonymous: true })).toBe('bad-request');
    const anonymous = new PaperMeeting(retro, { anonymous: true }, ada);
    anonymous.run(ada, 'meeting.change', { liveVotes: true });
    expect(meetingValue(anonymous.board, 'options')?.liveVotes).toBe(false);
  });

  it('is the facilitator’s', () => {
    expect(meeting.refusal(ben, 'meeting.change', { title: 'Mine' })).toBe('not-allowed');
  });
});
