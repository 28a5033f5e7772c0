import { expect, test } from 'vitest';
import type { Decision, DocumentView, MeetingActor } from '../../kind.ts';
import { optionsSchema } from '../options.ts';
import { outcomeOf } from '../outcome.ts';
import { close } from './steps.ts';

const [ada, bo, cleo, dan] = [1, 2, 3, 4].map((at) => `00000000-0000-4000-8000-00000000000${at}`) as [
  string,
  string,
  string,
  string,
];

function viewOf(roots: Record<string, Record<string, unknown>>): DocumentView {
  return {
    value: (root, key) => roots[root]?.[key],
    entries: (root) => Object.entries(roots[root] ?? {}),
    text: () => '',
  };
}

const now = 1_000_000;

/** Bo was invited and never came, Cleo was removed. */
function decision(actor: MeetingActor, expiresAt: number | null = null): Decision {
  const board = viewOf({
    meeting: {
      title: 'Sprint 12',
      goal: '',
      options: optionsSchema.parse({}),
      step: 'discuss',
      facilitator: ada,
      revealed: true,
      startedAt: 0,
      expiresAt,
    },
    people: {
      [ada]: { id: ada, name: 'Ada', role: 'member' },
      [bo]: { id: bo, name: 'Bo', role: 'member', awaited: true },
      [cleo]: { id: cleo, name: 'Cleo', role: 'member', removed: true },
      [dan]: { id: dan, name: 'Dan', role: 'observer' },
    },
  });
  return {
    view: { board, table: viewOf({}), notes: new Map(), tallies: new Map() },
    actor,
    now,
    random: { next: () => 0, id: () => ada },
  };
}

const facilitator: MeetingActor = { kind: 'participant', memberId: ada, role: 'member', manages: false };

test('the summary goes to everybody who took part, whether somebody closes the meeting or its time is over', () => {
  expect(close.run({}, decision(facilitator)).close?.mailTo).toEqual([ada, dan]);
  expect(close.run({}, decision({ kind: 'system' }, now - 1)).close?.mailTo).toEqual([ada, dan]);
  expect(close.run({}, decision({ kind: 'system' }, now + 1)).close).toBeUndefined();
});

test('it goes to nobody, or to those who are named, the absent too, but never to who was removed', () => {
  expect(close.run({ mailTo: 'nobody' }, decision(facilitator)).close?.mailTo).toEqual([]);
  expect(close.run({ mailTo: [bo, cleo] }, decision(facilitator)).close?.mailTo).toEqual([bo]);
});

test('what a close stores is a summary from which a mail can be made', () => {
  const closed = close.run({}, decision(facilitator)).close;
  expect(outcomeOf(closed?.summary)).toEqual({ actionItems: [], topics: [] });
});
