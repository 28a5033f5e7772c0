import { describe, expect, it } from 'vitest';
import { ada, ben, cleo, dan, day, olga, PaperStandup } from '#test/doubles/paper-standup.ts';
import { PaperMeeting } from '#test/doubles/paper-meeting.ts';
import { offeredRoot } from '../model.ts';
import { standup } from '../index.ts';
import { summarySchema } from '../summary.ts';

const away = { ...dan, away: true as const };

function closed(meeting: PaperStandup) {
  const { close } = meeting.run(ada, 'meeting.close');
  if (!close) throw new Error('it did not close');
  return { ...close, summary: summarySchema.parse(close.summary) };
}

describe('the end of a standup', () => {
  it('A-9: comes by the clock when the window closes, and not before, nor when it was given more time', () => {
    const meeting = new PaperStandup();
    expect(meeting.effects[0]?.jobs).toMatchObject([{ due: day.closesAt, name: 'meeting.close' }]);
    meeting.now = day.closesAt - 1;
    expect(meeting.run('system', 'meeting.close')).toEqual({});
    const later = day.closesAt + 60_000;
    expect(meeting.run(ben, 'meeting.change', { closesAt: later }).jobs).toMatchObject([{ due: later }]);
    expect(meeting.refusal(ben, 'meeting.change', { closesAt: meeting.now })).toBe('bad-request');
    meeting.now = day.closesAt;
    expect(meeting.run('system', 'meeting.close')).toEqual({});
    meeting.now = later;
    expect(meeting.run('system', 'meeting.close').close).toBeDefined();
  });

  it('A-9: gives back what was never shown, changed words and those of a question that went included', () => {
    const meeting = new PaperStandup();
    meeting.answer(ben, { did: 'Shown', plan: 'Shown too' });
    meeting.write(ben, { plan: 'Changed since' });
    meeting.write(cleo, { did: 'Never shown', blocker: 'Mine alone' });
    meeting.run(ada, 'meeting.change', { questions: [{ id: 'plan', text: 'Next?', kind: 'plan' }] });
    const { leftOver, summary } = closed(meeting);
    expect(leftOver).toEqual([
      { memberId: ben.id, column: 'plan', text: 'Changed since' },
      { memberId: cleo.id, column: 'did', text: 'Never shown' },
      { memberId: cleo.id, column: 'blocker', text: 'Mine alone' },
    ]);
    expect(JSON.stringify(summary)).not.toMatch(/Never shown|Mine alone|Changed since/);
  });

  it('A-9: leaves a summary that says who answered what, what stands out, and who did not answer', () => {
    const meeting = new PaperStandup({}, [ben, olga], { invited: [cleo, away] });
    meeting.answer(ben, { did: 'Tests', blocker: 'The build' });
    meeting.now += 1_000;
    meeting.answer(ada, { plan: 'Rest' });
    const blocker = meeting.shown(ben, 'blocker').id;
    meeting.run(ada, 'answer.mark', { answer: blocker, on: true });
    meeting.run(ada, 'comment.save', { id: meeting.random.id(), card: ben.id, text: 'Mine too' });
    meeting.run(ada, 'round.start', { order: 'name' });
    meeting.run(ada, 'round.skip', { from: 0 });
    meeting.run(ada, 'round.next', { from: 1 });
    const { summary, mailTo } = closed(meeting);
    expect(summary).toMatchObject({
      day: { date: '2026-11-25', zone: 'Europe/Zurich' },
      entries: [
        {
          author: 'Ben',
          answers: [{ text: 'Tests' }, { text: 'The build', blocker: true, wantedBy: ['Ada'] }],
          comments: [{ author: 'Ada', text: 'Mine too' }],
        },
        { author: 'Ada', answers: [{ ask: 'What will you do?', text: 'Rest' }] },
      ],
      people: [{ name: 'Ada' }, { name: 'Ben' }, { name: 'Olga' }],
      missing: ['Cleo'],
      round: { speakers: 1 },
    });
    expect(mailTo).toEqual([]);
    expect(standup.outcomeOf(summary).topics).toEqual([{ title: 'The build', votes: null }]);
  });

  it('R-4: tells moods from four answers on, and nobody’s own', () => {
    for (const people of [
      [ada, ben, cleo],
      [ada, ben, cleo, dan],
    ]) {
      const meeting = new PaperStandup({}, [ben, cleo, dan]);
      for (const one of people) meeting.run(one, 'mood.set', { mood: 4 });
      const { mood } = closed(meeting).summary;
      expect(mood.counts).toEqual(people.length < 4 ? null : [0, 0, 0, 4, 0]);
    }
  });

  it('an empty team’s standup closes with nothing in it', () => {
    const summary = closed(new PaperStandup({}, [])).summary;
    expect(summary).toMatchObject({ entries: [], missing: ['Ada'], round: null });
  });
});

describe('what goes on', () => {
  it('A-5: the plan is offered the next day to its author alone, until they answer', () => {
    const brought = [{ memberId: ben.id, text: 'Test it' }];
    const meeting = new PaperStandup({}, [ben, cleo], { brought });
    expect(meeting.notes(ben.id).value(offeredRoot, 'plan')).toBe('Test it');
    expect(meeting.shownTo(cleo.id)).not.toContain('Test it');
    meeting.answer(cleo, { plan: 'Rest', did: 'Worked' });
    expect(closed(meeting).carried).toEqual([
      { memberId: ben.id, text: 'Test it', to: 'standup' },
      { memberId: cleo.id, text: 'Rest', to: 'standup' },
    ]);
  });

  it('A-5: is not offered where nobody is asked what they did, and not twice', () => {
    const brought = [{ memberId: ben.id, text: 'Test it' }];
    const questions = [{ id: 'free', text: 'Anything?', kind: 'free' }];
    const quiet = new PaperStandup({ questions }, [ben], { brought });
    expect(quiet.notes(ben.id).value(offeredRoot, 'plan')).toBeUndefined();
    const meeting = new PaperStandup({}, [ben], { brought });
    meeting.answer(ben, { did: 'Tested it' });
    expect(closed(meeting).carried).toEqual([]);
  });

  it('A-5, P1: an author takes a shown answer to the retrospective, and nobody sees that they do', () => {
    const meeting = new PaperStandup();
    meeting.answer(ben, { did: 'Tests', blocker: 'The build' });
    const { id } = meeting.shown(ben, 'blocker');
    const before = meeting.shownTo(ada.id);
    meeting.run(ben, 'answer.carry', { answer: id, on: true });
    expect(meeting.shownTo(ada.id)).toBe(before);
    expect(meeting.refusal(ada, 'answer.carry', { answer: id, on: true })).toBe('not-allowed');
    expect(closed(meeting).carried).toEqual([{ memberId: ben.id, text: 'The build', to: 'retro' }]);
  });
});

describe('the beginning', () => {
  it('needs a day', () => {
    expect(() => new PaperMeeting(standup, {}, ada)).toThrow('bad-request');
  });
});
