/** Every command × every kind of participant: a command without a row here fails, and so does a row without a command. */
import { describe, expect, it } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { retro } from '../index.ts';

const person = (digit: number, role: PaperPerson['role'], manages = false): PaperPerson => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name: `Person ${digit}`,
  role,
  manages,
});
const facilitator = person(1, 'member');
const member = person(2, 'member');
const manager = person(3, 'member', true);
const guest = person(4, 'guest');
const observer = person(5, 'observer');
const actors = { facilitator, member, manager, guest, observer, system: 'system' } as const;

type Ground = { meeting: PaperMeeting; card: string; note: string; id: string };

/** A meeting in its grouping step with a card of the guest's and an action item. */
function ground(): Ground {
  const meeting = new PaperMeeting(retro, {}, facilitator);
  meeting.enter(member, manager, guest, observer);
  meeting.run(facilitator, 'step.move', { from: 'lobby', to: 'write' });
  const card = meeting.note(guest.id, 'start', 'A note');
  meeting.run(facilitator, 'step.move', { from: 'write', to: 'group' });
  const id = meeting.random.id();
  meeting.run(facilitator, 'action.save', { id, text: 'Do it', ownerId: null, due: null, topic: card });
  const note = meeting.random.id();
  for (const one of [facilitator, member, manager, guest, observer])
    meeting.note(one.id, 'stop', 'New', note);
  return { meeting, card, note, id };
}

const writers = ['facilitator', 'member', 'manager', 'guest'];
const leaders = ['facilitator', 'system'];
const team = ['facilitator', 'member', 'manager'];

/** Who may, and what they send. Everybody else is `not-allowed`. */
const rows: Readonly<Record<string, { who: readonly string[]; payload: (on: Ground) => unknown }>> = {
  'step.move': { who: leaders, payload: () => ({ from: 'group', to: 'vote' }) },
  'meeting.close': { who: leaders, payload: () => ({}) },
  'card.publish': { who: writers, payload: ({ note }) => ({ note }) },
  'card.unpublish': { who: writers, payload: ({ card }) => ({ note: card }) },
  'card.show': { who: ['system'], payload: ({ note }) => ({ memberId: member.id, note }) },
  'card.hide': { who: ['system'], payload: ({ note }) => ({ memberId: member.id, note }) },
  'card.remove': { who: leaders, payload: ({ card }) => ({ card }) },
  'topic.focus': { who: leaders, payload: ({ card }) => ({ card }) },
  'topic.discussed': { who: leaders, payload: ({ card }) => ({ card, discussed: true }) },
  'action.save': {
    who: writers,
    payload: ({ id }) => ({ id, text: 'Again', ownerId: null, due: null, topic: null }),
  },
  'action.done': { who: writers, payload: ({ id }) => ({ id, done: true }) },
  'action.remove': { who: writers, payload: ({ id }) => ({ id }) },
  'earlier.tick': { who: team, payload: ({ note }) => ({ id: note, done: true }) },
  'earlier.carry': {
    who: team,
    payload: ({ note, card }) => ({ id: note, as: card, text: 'On', ownerId: null, due: null }),
  },
  'comment.save': { who: writers, payload: ({ card, note }) => ({ id: note, card, text: 'Yes' }) },
  'comment.remove': { who: writers, payload: ({ note }) => ({ id: note }) },
  'reaction.set': { who: writers, payload: ({ card }) => ({ card, kind: 'agree', on: true }) },
  'mood.set': { who: writers, payload: () => ({ mood: 3 }) },
  'votes.count': { who: ['system'], payload: () => ({}) },
  'meeting.change': { who: leaders, payload: () => ({ goal: 'Other' }) },
  'meeting.lock': { who: leaders, payload: () => ({ locked: false }) },
  'facilitation.claim': { who: team, payload: () => ({}) },
  'facilitation.hand': { who: leaders, payload: () => ({ to: facilitator.id }) },
  'done.set': { who: writers, payload: () => ({ done: true }) },
  'timer.set': { who: leaders, payload: () => ({ action: 'start', seconds: 60 }) },
  'participant.remove': { who: [...leaders, 'manager'], payload: () => ({ memberId: guest.id }) },
};

/** Allowed, and then refused because the system or this person has nothing of the kind. */
const beside: Readonly<Record<string, string>> = {
  'facilitation.hand by system': 'not-allowed',
  'card.unpublish by facilitator': 'not-found',
  'card.unpublish by member': 'not-found',
  'card.unpublish by manager': 'not-found',
};

describe('every command of a retrospective', () => {
  it('has a row here, and every row is a command', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(retro.commands).sort());
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
      expect(ground().meeting.refusal(observer, name, { nothing: 'of the kind' })).toBe('bad-request');
    });
  }
});
