import { beforeEach, describe, expect, it } from 'vitest';
import { ada, ben, cleo, PaperStandup } from '#test/doubles/paper-standup.ts';
import { commentsOf, reactionsOf } from '../../parts/comments.ts';
import { standup } from '../index.ts';
import { entryOf, marksOn } from '../model.ts';

let meeting: PaperStandup;
beforeEach(() => (meeting = new PaperStandup()));

const other = (id: string, text: string) => ({ id, text, kind: id === 'plan' ? 'plan' : 'free' });

describe('answers', () => {
  it('P1, A-1: are seen by nobody before they are published, and not counted', () => {
    meeting.write(ben, { did: 'Wrote the parser', blocker: 'The build is slow' });
    expect(meeting.shownTo(ada.id)).not.toContain('parser');
    expect(standup.countHidden).toBeUndefined();
    expect(meeting.shownTo(ben.id)).toContain('parser');
    meeting.run(ben, 'answers.publish');
    expect(meeting.shownTo(ada.id)).toContain('parser');
  });

  it('A-2: are published under the words of their questions, the empty ones left out', () => {
    meeting.answer(ben, { did: ' Wrote the parser ', plan: '  ' });
    expect(entryOf(ben.id, meeting.board)).toMatchObject({
      at: meeting.now,
      edited: null,
      answers: [{ question: 'did', ask: 'What did you do?', text: 'Wrote the parser', blocker: false }],
    });
    expect(meeting.refusal(cleo, 'answers.publish')).toBe('not-found');
  });

  it('A-2: change when they are published again, and keep their ids; the same words change nothing', () => {
    meeting.answer(ben, { did: 'One', plan: 'Two' });
    const before = meeting.shown(ben, 'did').id;
    meeting.now += 1_000;
    expect(meeting.run(ben, 'answers.publish')).toEqual({});
    meeting.answer(ben, { did: 'Other words' });
    expect(entryOf(ben.id, meeting.board)).toMatchObject({ at: meeting.now - 1_000, edited: meeting.now });
    expect(meeting.shown(ben, 'did')).toMatchObject({ id: before, text: 'Other words' });
  });

  it('A-2: taken back they leave the board with every byte, and come again under the same ids', () => {
    meeting.answer(ben, { did: 'Regrettable' });
    const { id } = meeting.shown(ben, 'did');
    meeting.run(cleo, 'comment.save', { id: meeting.random.id(), card: ben.id, text: 'Really?' });
    meeting.run(ben, 'answers.withdraw');
    expect(meeting.shownTo(ada.id)).not.toContain('Regrettable');
    expect(meeting.refusal(cleo, 'reaction.set', { card: ben.id, kind: 'agree', on: true })).toBe(
      'not-found',
    );
    meeting.answer(ben, { did: 'Better' });
    expect(meeting.shown(ben, 'did').id).toBe(id);
    expect([...commentsOf(meeting.board).values()]).toMatchObject([{ text: 'Really?' }]);
  });

  it('A-3: keep the question they were given to when it is changed or goes', () => {
    meeting.answer(ben, { did: 'Wrote the parser', plan: 'Test it' });
    meeting.write(cleo, { did: 'Never shown' });
    const questions = [other('plan', 'What is next?'), other('risk', 'What could go wrong?')];
    meeting.run(ada, 'meeting.change', { questions });
    meeting.answer(ben, { risk: 'Nothing' });
    expect(meeting.shown(ben, 'did')).toMatchObject({ ask: 'What did you do?', text: 'Wrote the parser' });
    expect(meeting.shown(ben, 'plan')).toMatchObject({ ask: 'What will you do?' });
    meeting.answer(ben, { plan: 'Ship it' });
    expect(meeting.shown(ben, 'plan')).toMatchObject({ ask: 'What is next?', text: 'Ship it' });
    meeting.answer(cleo, { plan: 'Rest' });
    expect(meeting.shownTo(ada.id)).not.toContain('Never shown');
  });

  it('A-3: are still typed under a question of before; one that never was is not known', () => {
    meeting.run(ada, 'meeting.change', { questions: [other('plan', 'Next?')] });
    expect(standup.schemas.notes('text:did', meeting.board)).toMatchObject({ type: 'text' });
    expect(standup.schemas.notes('text:never', meeting.board)).toBe('unknown');
    for (const root of ['published', 'mood', 'carried', 'offered', 'text:', 'text:did:x', 'text:Ärger'])
      expect(standup.schemas.notes(root, meeting.board)).toBeUndefined();
    expect(standup.schemas.table('place', meeting.board)).toBeUndefined();
  });
});

describe('what stands out', () => {
  it('A-4: an answer to a blocker question is one, unless its author says that nothing is in the way', () => {
    meeting.answer(ben, { did: 'Tests', blocker: 'None, thanks' });
    const { id, blocker } = meeting.shown(ben, 'blocker');
    expect(blocker).toBe(true);
    meeting.run(ben, 'answer.block', { answer: id, on: false });
    meeting.answer(ben, { blocker: 'None at all' });
    expect(meeting.shown(ben, 'blocker')).toMatchObject({ id, text: 'None at all', blocker: false });
  });

  it('A-4: anybody who writes may want to talk about an answer, by name and once', () => {
    meeting.answer(ben, { did: 'Tests' });
    const { id } = meeting.shown(ben, 'did');
    for (const by of [cleo, ada, cleo]) meeting.run(by, 'answer.mark', { answer: id, on: true });
    expect(marksOn(id, meeting.board)).toEqual([ada.id, cleo.id]);
    meeting.run(ada, 'answer.mark', { answer: id, on: false });
    expect(marksOn(id, meeting.board)).toEqual([cleo.id]);
    expect(meeting.refusal(ada, 'answer.mark', { answer: meeting.random.id(), on: true })).toBe('not-found');
  });

  it('a blocker becomes an action item in one command, which outlives the answer', () => {
    meeting.answer(ben, { blocker: 'The build' });
    const topic = meeting.shown(ben, 'blocker').id;
    const item = { id: meeting.random.id(), text: 'Mend the build', ownerId: cleo.id, due: null, topic };
    expect(meeting.run(ada, 'action.save', item).actionItems).toMatchObject([{ text: 'Mend the build' }]);
    meeting.run(ben, 'answers.withdraw');
    expect(meeting.refusal(ada, 'action.save', { ...item, text: 'Mend it soon' })).toBeNull();
    expect(meeting.refusal(ada, 'action.save', { ...item, id: meeting.random.id() })).toBe('not-found');
  });

  it('L-04: a reaction is its giver’s own, under a person’s answers', () => {
    meeting.answer(ben, { did: 'Tests' });
    meeting.run(cleo, 'reaction.set', { card: ben.id, kind: 'love', on: true });
    meeting.run(ada, 'reaction.set', { card: ben.id, kind: 'love', on: false });
    expect(reactionsOf(meeting.board, ben.id)).toEqual({ love: [cleo.id] });
  });
});
