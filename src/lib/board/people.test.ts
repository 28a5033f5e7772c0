import { describe, expect, it } from 'vitest';
import type { Person } from '#shared/meeting/kind.ts';
import { awaitedOf, historyOf } from './people.ts';

const [ana, ben, cy] = ['Ana', 'Ben', 'Cy'].map((name, at): Person => ({
  id: `00000000-0000-4000-8000-00000000000${at}`,
  name,
  role: 'member',
})) as [Person, Person, Person];

describe('who is awaited', () => {
  it('is whoever was invited and has not come', () => {
    const people = [ana, { ...ben, awaited: true } as const, cy];
    expect(awaitedOf(people, new Set([ana.id])).map(({ name }) => name)).toEqual(['Ben']);
  });

  it('is nobody who is at the door this moment', () => {
    expect(awaitedOf([{ ...ben, awaited: true }], new Set([ben.id]))).toEqual([]);
  });
});

describe("the meeting's history", () => {
  it('tells the newest first, with names', () => {
    const people = new Map([ana, ben].map((person) => [person.id, person]));
    const told = historyOf(
      [
        ['1', { at: 1, kind: 'claimed', by: ben.id, other: ana.id }],
        ['2', { at: 2, kind: 'locked', by: ben.id }],
      ],
      people,
    );
    expect(told).toEqual([
      { id: '2', at: 2, kind: 'locked', by: 'Ben', other: '' },
      { id: '1', at: 1, kind: 'claimed', by: 'Ben', other: 'Ana' },
    ]);
  });
});
