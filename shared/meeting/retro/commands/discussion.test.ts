import { beforeEach, describe, expect, it } from 'vitest';
import { interfaceLimits as limits } from '../../../protocol/index.ts';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { commentsOf, reactionsOf } from '../../parts/comments.ts';
import { meetingValue, settledOf } from '../model.ts';
import { retro } from '../index.ts';

const ada: PaperPerson = { id: '00000000-0000-4000-8000-000000000001', name: 'Ada', role: 'member' };
const ben: PaperPerson = { id: '00000000-0000-4000-8000-000000000002', name: 'Ben', role: 'member' };
const cleo: PaperPerson = { id: '00000000-0000-4000-8000-000000000003', name: 'Cleo', role: 'member' };

let meeting: PaperMeeting;
let card: string;
beforeEach(() => {
  meeting = new PaperMeeting(retro, {}, ada);
  meeting.enter(ben, cleo);
  meeting.run(ada, 'step.move', { from: 'lobby', to: 'write' });
  card = meeting.note(ben.id, 'start', 'Canary');
  meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
});

describe('topics', () => {
  it('are marked as discussed, for the summary too, until the mark is taken away', () => {
    meeting.run(ada, 'topic.focus', { card });
    expect(meetingValue(meeting.board, 'focus')).toBe(card);
    meeting.run(ada, 'topic.discussed', { card, discussed: true });
    meeting.run(ada, 'topic.discussed', { card, discussed: false });
    expect([...meeting.board.entries('discussed')]).toEqual([]);
    meeting.run(ada, 'topic.discussed', { card, discussed: true });
    const { close } = meeting.run(ada, 'meeting.close');
    expect(close?.summary).toMatchObject({ topics: [{ cards: [{ text: 'Canary' }], discussed: true }] });
  });

  it('stand in the summary with most votes first', () => {
    meeting.run(ada, 'step.move', { from: 'group', to: 'write' });
    const [few, most] = [meeting.note(ben.id, 'stop', 'Few'), meeting.note(cleo.id, 'stop', 'Most')];
    meeting.run(ada, 'step.move', { from: 'write', to: 'group' });
    meeting.run(ada, 'step.move', { from: 'group', to: 'vote' });
    for (const [voted, votes] of [
      [few, 1],
      [most, 4],
      [card, 2],
    ] as const)
      meeting.tallies.set(voted, votes);
    const { close } = meeting.run(ada, 'meeting.close');
    expect(close?.summary).toMatchObject({
      topics: [
        { cards: [{ text: 'Most' }], votes: 4 },
        { cards: [{ text: 'Canary' }], votes: 2 },
        { cards: [{ text: 'Few' }], votes: 1 },
      ],
    });
  });
});

describe('comments', () => {
  it('are edited and taken back by their authors alone; the facilitator may take away anybody’s', () => {
    const id = meeting.random.id();
    meeting.run(ben, 'comment.save', { id, card, text: ' First  ' });
    meeting.now += 1000;
    meeting.run(ben, 'comment.save', { id, card, text: 'Better' });
    expect(commentsOf(meeting.board).get(id)).toEqual({
      card,
      author: ben.id,
      text: 'Better',
      at: meeting.now - 1000,
    });
    expect(meeting.refusal(cleo, 'comment.save', { id, card, text: 'Mine now' })).toBe('not-allowed');
    expect(meeting.refusal(cleo, 'comment.remove', { id })).toBe('not-allowed');
    expect(meeting.refusal(ada, 'comment.remove', { id })).toBeNull();
    expect(commentsOf(meeting.board).size).toBe(0);
    expect(meeting.refusal(ben, 'comment.remove', { id })).toBeNull();
  });

  it('need words, a card that is there, and room', () => {
    const id = meeting.random.id();
    expect(meeting.refusal(ben, 'comment.save', { id, card, text: '  ' })).toBe('bad-request');
    expect(meeting.refusal(ben, 'comment.save', { id, card: meeting.random.id(), text: 'x' })).toBe(
      'not-found',
    );
    expect(meeting.refusal(ben, 'comment.save', { id, card, text: 'x'.repeat(limits.comment + 1) })).toBe(
      'bad-request',
    );
    for (let at = 0; at < limits.commentsPerMeeting; at += 1)
      meeting.board.write({
        root: 'comments',
        key: meeting.random.id(),
        value: { card, author: ben.id, text: 'x', at },
      });
    expect(meeting.refusal(ben, 'comment.save', { id, card, text: 'one more' })).toBe('over-cap');
  });
});

describe('reactions', () => {
  it('are set and taken back by kind, each person once', () => {
    meeting.run(ben, 'reaction.set', { card, kind: 'agree', on: true });
    meeting.run(ben, 'reaction.set', { card, kind: 'agree', on: true });
    meeting.run(cleo, 'reaction.set', { card, kind: 'agree', on: true });
    meeting.run(cleo, 'reaction.set', { card, kind: 'idea', on: true });
    expect(reactionsOf(meeting.board, card)).toEqual({ agree: [ben.id, cleo.id], idea: [cleo.id] });
    meeting.run(cleo, 'reaction.set', { card, kind: 'idea', on: false });
    meeting.run(cleo, 'reaction.set', { card, kind: 'agree', on: false });
    meeting.run(ben, 'reaction.set', { card, kind: 'agree', on: false });
    expect([...meeting.board.entries('reactions')]).toEqual([]);
  });
});

describe('moods', () => {
  const retroOf = (options: object) => {
    const made = new PaperMeeting(retro, options, ada);
    made.enter(ben, cleo);
    return made;
  };

  it('are counted live and told without names when the lobby is left, from three answers on', () => {
    const made = retroOf({});
    made.run(ada, 'mood.set', { mood: 5 });
    made.run(ben, 'mood.set', { mood: 2 });
    made.run(ben, 'mood.set', { mood: 3 });
    expect(meetingValue(made.board, 'mood')).toEqual({ answers: 2, counts: null });
    made.run(cleo, 'mood.set', { mood: 3 });
    made.run(ada, 'step.move', { from: 'lobby', to: 'write' });
    expect(meetingValue(made.board, 'mood')).toEqual({ answers: 3, counts: [0, 0, 2, 0, 1] });
    expect(made.shownTo(ada.id)).not.toMatch(new RegExp(`${ben.id}[^}]*mood`));
  });

  it('R-4: stay as they were told: a further answer would stand out', () => {
    const made = retroOf({});
    for (const one of [ada, ben, cleo]) made.run(one, 'mood.set', { mood: 4 });
    made.run(ada, 'step.move', { from: 'lobby', to: 'write' });
    expect(made.refusal(ben, 'mood.set', { mood: 1 })).toBe('wrong-step');
    expect(made.run(ada, 'meeting.close').close?.summary).toMatchObject({
      mood: { answers: 3, counts: [0, 0, 0, 3, 0] },
    });
  });

  it('of fewer than three are never told, and those of an anonymous meeting only at its close (P2)', () => {
    const made = retroOf({ anonymous: true });
    for (const one of [ada, ben]) made.run(one, 'mood.set', { mood: 4 });
    made.run(ada, 'step.move', { from: 'lobby', to: 'write' });
    made.run(cleo, 'mood.set', { mood: 1 });
    expect(meetingValue(made.board, 'mood')).toEqual({ answers: 3, counts: null });
    expect(made.run(ada, 'meeting.close').close?.summary).toMatchObject({
      mood: { counts: [1, 0, 0, 2, 0] },
    });
    const few = retroOf({});
    few.run(ben, 'mood.set', { mood: 1 });
    expect(few.run(ada, 'meeting.close').close?.summary).toMatchObject({
      mood: { answers: 1, counts: null },
    });
  });

  it('are not asked where the team does not want them', () => {
    expect(retroOf({ mood: false }).refusal(ben, 'mood.set', { mood: 3 })).toBe('wrong-step');
  });
});

describe('action items of earlier meetings', () => {
  it('R-5: are ticked off, opened again, and carried on once, whoever is quicker', () => {
    const [earlier, item, other] = [meeting.random.id(), meeting.random.id(), meeting.random.id()];
    expect(meeting.run(ben, 'earlier.tick', { id: earlier, done: true }).settles).toEqual({
      id: earlier,
      done: true,
      carriedTo: null,
    });
    expect(settledOf(meeting.board, earlier)).toEqual({ done: true });
    meeting.run(ben, 'earlier.tick', { id: earlier, done: false });
    expect(settledOf(meeting.board, earlier)).toBeNull();
    const words = { text: 'Rollback steps', ownerId: null, due: null };
    expect(meeting.run(ben, 'earlier.carry', { id: earlier, as: item, ...words })).toMatchObject({
      actionItems: [{ id: item, text: 'Rollback steps' }],
      settles: { id: earlier, done: false, carriedTo: item },
    });
    expect(meeting.refusal(cleo, 'earlier.carry', { id: earlier, as: other, ...words })).toBe('not-found');
    expect(meeting.refusal(cleo, 'earlier.tick', { id: earlier, done: true })).toBe('not-found');
    meeting.run(cleo, 'action.remove', { id: item });
    expect(settledOf(meeting.board, earlier)).toBeNull();
    expect(meeting.refusal(cleo, 'earlier.carry', { id: earlier, as: other, ...words })).toBeNull();
  });

  it('are not the guests’ to settle', () => {
    const gus: PaperPerson = { id: meeting.random.id(), name: 'Gus', role: 'guest' };
    meeting.enter(gus);
    expect(meeting.refusal(gus, 'earlier.tick', { id: meeting.random.id(), done: true })).toBe('not-allowed');
  });
});
