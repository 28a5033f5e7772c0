import { beforeEach, describe, expect, it } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { cardsOf, meetingValue } from '../model.ts';
import { retro } from '../index.ts';

const person = (digit: number, name: string): PaperPerson => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name,
  role: 'member',
});
const [ada, ben, cleo] = [person(1, 'Ada'), person(2, 'Ben'), person(3, 'Cleo')];

const open = (options: object = {}) => {
  const made = new PaperMeeting(retro, options, ada);
  made.enter(ben, cleo);
  return made;
};
const walk = (made: PaperMeeting, ...steps: string[]) => {
  for (const to of steps)
    made.run(ada, 'step.move', { from: meetingValue(made.board, 'step'), to, fewAuthorsConfirmed: true });
};
const texts = (made: PaperMeeting) => [...cardsOf(made.board).values()].map(({ text }) => text).sort();

describe('walking the steps', () => {
  let meeting: PaperMeeting;
  beforeEach(() => (meeting = open()));

  it('L-08: keeps every note, group, vote, comment and action item when it goes back and forward again', () => {
    walk(meeting, 'write');
    const note = meeting.note(ben.id, 'start', 'Canary');
    walk(meeting, 'group');
    meeting.table.write({ root: 'place', key: note, value: { under: null, at: 7 } });
    meeting.table.setText(`title:${note}`, 'Safer deploys');
    walk(meeting, 'vote');
    meeting.tallies.set(note, 2);
    walk(meeting, 'discuss');
    meeting.run(ben, 'comment.save', { id: meeting.random.id(), card: note, text: 'Yes' });
    meeting.run(ben, 'action.save', {
      id: meeting.random.id(),
      text: 'Do it',
      ownerId: cleo.id,
      due: null,
      topic: note,
    });
    const before = JSON.stringify([
      texts(meeting),
      [...meeting.board.entries('comments')],
      [...meeting.board.entries('actions')],
      [...meeting.board.entries('tallies')],
      meeting.table.all(),
    ]);
    walk(meeting, 'vote', 'group', 'write', 'group', 'vote', 'discuss');
    const after = JSON.stringify([
      texts(meeting),
      [...meeting.board.entries('comments')],
      [...meeting.board.entries('actions')],
      [...meeting.board.entries('tallies')],
      meeting.table.all(),
    ]);
    expect(after).toBe(before);
  });

  it('P1: what was revealed stays revealed when the meeting steps back, and what is written then is hidden again', () => {
    walk(meeting, 'write');
    meeting.note(ben.id, 'start', 'Early');
    walk(meeting, 'group', 'write');
    expect(texts(meeting)).toEqual(['Early']);
    meeting.note(ben.id, 'start', 'Late');
    expect(meeting.shownTo(ada.id)).not.toContain('Late');
    walk(meeting, 'group');
    expect(texts(meeting)).toEqual(['Early', 'Late']);
  });

  it('shuffles the notes that it shows, whoever wrote them and in whatever order', () => {
    walk(meeting, 'write');
    const written = Array.from({ length: 20 }, (_, at) => `Note ${at}`);
    for (const [at, text] of written.entries()) meeting.note(at % 2 ? ben.id : cleo.id, 'start', text);
    walk(meeting, 'group');
    const shown = [...cardsOf(meeting.board).values()].sort((a, b) => a.at - b.at).map(({ text }) => text);
    const byPerson = written.filter((_, at) => at % 2).concat(written.filter((_, at) => at % 2 === 0));
    expect(shown.toSorted()).toEqual(written.toSorted());
    expect([written, byPerson, byPerson.slice(10).concat(byPerson.slice(0, 10))]).not.toContainEqual(shown);
  });

  it('H-7: leaves out the steps that the team left out', () => {
    meeting = open({ walk: { group: false, vote: false } });
    walk(meeting, 'write');
    expect(meeting.refusal(ada, 'step.move', { from: 'write', to: 'group' })).toBe('wrong-step');
    meeting.note(ben.id, 'stop', 'Long meetings');
    walk(meeting, 'discuss');
    expect(texts(meeting)).toEqual(['Long meetings']);
    walk(meeting, 'write');
    expect(meetingValue(meeting.board, 'step')).toBe('write');
  });

  it('F-17: of two who press at once, one moves and the other learns it', () => {
    walk(meeting, 'write');
    walk(meeting, 'group');
    expect(meeting.refusal(ada, 'step.move', { from: 'write', to: 'group' })).toBe('already-moved');
  });

  it('starts the step’s own countdown going forward, and none going back', () => {
    meeting = open({ minutes: { write: 5, group: null, vote: 2, discuss: null } });
    walk(meeting, 'write');
    expect(meetingValue(meeting.board, 'timer')).toEqual({
      kind: 'running',
      endsAt: meeting.now + 300_000,
      total: 300_000,
    });
    walk(meeting, 'group');
    expect(meetingValue(meeting.board, 'timer')).toBeNull();
    walk(meeting, 'write');
    expect(meetingValue(meeting.board, 'timer')).toBeNull();
  });

  it('does not go on by itself when everybody is done, and tells who is', () => {
    walk(meeting, 'write');
    for (const one of [ada, ben, cleo]) meeting.run(one, 'done.set', { done: true });
    expect([...meeting.board.entries('done')].map(([id]) => id)).toEqual([ada.id, ben.id, cleo.id]);
    expect(meetingValue(meeting.board, 'step')).toBe('write');
    meeting.run(ben, 'done.set', { done: false });
    expect([...meeting.board.entries('done')].map(([id]) => id)).toEqual([ada.id, cleo.id]);
  });

  it('asks before an anonymous reveal of fewer than three authors (P2)', () => {
    meeting = open({ anonymous: true });
    walk(meeting, 'write');
    meeting.note(ada.id, 'start', 'one');
    meeting.note(ben.id, 'start', 'two');
    expect(meeting.refusal(ada, 'step.move', { from: 'write', to: 'group' })).toBe('few-authors');
    meeting.note(cleo.id, 'start', 'three');
    expect(meeting.refusal(ada, 'step.move', { from: 'write', to: 'group' })).toBeNull();
    expect([...cardsOf(meeting.board).values()].every(({ author }) => author === undefined)).toBe(true);
  });

  it('takes a card’s tally away when its last vote was taken back after stepping back', () => {
    walk(meeting, 'write');
    const note = meeting.note(ben.id, 'start', 'Canary');
    walk(meeting, 'group', 'vote');
    meeting.tallies.set(note, 1);
    walk(meeting, 'discuss', 'vote');
    meeting.tallies.delete(note);
    walk(meeting, 'discuss');
    expect([...meeting.board.entries('tallies')]).toEqual([]);
  });
});

describe('live votes', () => {
  it('are counted for everybody after each vote where the team chose so, and nowhere else', () => {
    const live = open({ liveVotes: true });
    walk(live, 'write');
    const note = live.note(ben.id, 'start', 'Canary');
    walk(live, 'group');
    expect(retro.ballots.countsVotesBy(live.view)).toBeNull();
    walk(live, 'vote');
    live.tallies.set(note, 3);
    live.run('system', retro.ballots.countsVotesBy(live.view) ?? '');
    expect(live.board.value('tallies', note)).toBe(3);

    const hidden = open();
    walk(hidden, 'write', 'group', 'vote');
    expect(retro.ballots.countsVotesBy(hidden.view)).toBeNull();
    expect(hidden.run('system', 'votes.count')).toEqual({});
  });

  it('are off in an anonymous meeting, whatever was asked for (P2)', () => {
    const made = open({ anonymous: true, liveVotes: true, hideNotes: false });
    expect(meetingValue(made.board, 'options')).toMatchObject({ liveVotes: false, hideNotes: true });
  });
});

describe('a meeting that stays open for days', () => {
  const day = 24 * 60 * 60 * 1000;

  it('is closed by the system when its time is over, with what was still hidden revealed', () => {
    const made = open({ openDays: 3 });
    const [job] = made.effects[0]?.jobs ?? [];
    expect(job).toMatchObject({ due: made.now + 3 * day, name: 'meeting.close' });
    walk(made, 'write');
    made.note(ben.id, 'start', 'Written on the second day');
    made.now += 3 * day;
    const { close } = made.run('system', 'meeting.close');
    expect(close?.summary).toMatchObject({ topics: [{ cards: [{ text: 'Written on the second day' }] }] });
    expect(meetingValue(made.board, 'step')).toBe('closed');
  });

  it('R-6: stays open when it was given more days meanwhile, and when it was made live', () => {
    const made = open({ openDays: 1 });
    made.run(ada, 'meeting.change', { openDays: 5 });
    made.now += day;
    expect(made.run('system', 'meeting.close')).toEqual({});
    made.run(ada, 'meeting.change', { openDays: null });
    made.now += 10 * day;
    expect(made.run('system', 'meeting.close')).toEqual({});
    expect(meetingValue(made.board, 'step')).toBe('lobby');
  });

  it('gives the cards of fewer than three authors back instead, when it is anonymous (P2)', () => {
    const made = open({ anonymous: true, openDays: 1 });
    walk(made, 'write');
    made.note(ben.id, 'start', 'Only me');
    made.now += day;
    const { close } = made.run('system', 'meeting.close');
    expect(close?.leftOver).toEqual([{ memberId: ben.id, column: 'start', text: 'Only me' }]);
    expect(JSON.stringify(close?.summary)).not.toContain('Only me');
  });
});
