/** Every command × every kind of participant: a command without a row here fails, and so does a row without a command. */
import { describe, expect, it } from 'vitest';
import { ada, ben, olga, PaperStandup } from '#test/doubles/paper-standup.ts';
import type { PaperPerson } from '#test/doubles/paper-meeting.ts';
import { standup } from '../index.ts';

const manager: PaperPerson = { ...ben, id: '00000000-0000-4000-8000-000000000007', manages: true };
const actors = { starter: ada, member: ben, manager, observer: olga, system: 'system' } as const;

interface Ground {
  readonly meeting: PaperStandup;
  readonly answer: string;
  readonly id: string;
}

/** A standup with a round that runs; everybody has answered, and Ada's blocker is an action item. */
function ground(): Ground {
  const meeting = new PaperStandup({}, [ben, manager, olga]);
  for (const one of [ada, ben, manager]) meeting.answer(one, { blocker: `The build (${one.id})` });
  const answer = meeting.shown(ada, 'blocker').id;
  const id = meeting.random.id();
  meeting.run(ada, 'action.save', { id, text: 'Mend it', ownerId: null, due: null, topic: answer });
  meeting.run(ada, 'round.start');
  meeting.run(ada, 'round.next', { from: 0 });
  return { meeting, answer, id };
}

const writers = ['starter', 'member', 'manager'];
const drivers = [...writers, 'system'];

const rows: Readonly<Record<string, { who: readonly string[]; payload: (on: Ground) => unknown }>> = {
  'answers.publish': { who: writers, payload: () => ({}) },
  'answers.withdraw': { who: writers, payload: () => ({}) },
  'answer.block': { who: writers, payload: ({ answer }) => ({ answer, on: false }) },
  'answer.mark': { who: writers, payload: ({ answer }) => ({ answer, on: true }) },
  'answer.carry': { who: writers, payload: ({ answer }) => ({ answer, on: true }) },
  'round.start': { who: drivers, payload: () => ({}) },
  'round.next': { who: drivers, payload: () => ({ from: 1 }) },
  'round.skip': { who: drivers, payload: () => ({ from: 1 }) },
  'round.back': { who: drivers, payload: () => ({ from: 1 }) },
  'round.end': { who: drivers, payload: () => ({}) },
  'action.save': {
    who: writers,
    payload: ({ id }) => ({ id, text: 'Again', ownerId: null, due: null, topic: null }),
  },
  'action.done': { who: writers, payload: ({ id }) => ({ id, done: true }) },
  'action.remove': { who: writers, payload: ({ id }) => ({ id }) },
  'comment.save': { who: writers, payload: ({ answer }) => ({ id: answer, card: ada.id, text: 'Yes' }) },
  'comment.remove': { who: writers, payload: ({ answer }) => ({ id: answer }) },
  'reaction.set': { who: writers, payload: () => ({ card: ada.id, kind: 'agree', on: true }) },
  'mood.set': { who: writers, payload: () => ({ mood: 3 }) },
  'timer.set': { who: drivers, payload: () => ({ action: 'start', seconds: 60 }) },
  'meeting.change': { who: drivers, payload: () => ({ mood: false }) },
  'meeting.close': { who: drivers, payload: () => ({}) },
  'participant.remove': { who: ['manager', 'system'], payload: () => ({ memberId: ben.id }) },
};

/** Allowed, and then refused: an answer is its author's, and a round runs already. */
const beside: Readonly<Record<string, string>> = {
  'answer.block by member': 'not-allowed',
  'answer.block by manager': 'not-allowed',
  'answer.carry by member': 'not-allowed',
  'answer.carry by manager': 'not-allowed',
  ...Object.fromEntries(drivers.map((as) => [`round.start by ${as}`, 'already-moved'])),
};

describe('every command of a standup', () => {
  it('has a row here, and every row is a command', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(standup.commands).sort());
  });

  for (const [name, { who, payload }] of Object.entries(rows)) {
    for (const [as, actor] of Object.entries(actors)) {
      const expected = beside[`${name} by ${as}`] ?? (who.includes(as) ? null : 'not-allowed');
      it(`${name} by ${as}: ${expected ?? 'done'}`, () => {
        const on = ground();
        expect(on.meeting.refusal(actor, name, payload(on))).toBe(expected);
      });
    }
    it(`${name} with what it does not take: bad-request, before anything else`, () => {
      expect(ground().meeting.refusal(olga, name, { nothing: 'of the kind' })).toBe('bad-request');
    });
  }
});
