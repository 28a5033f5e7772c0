import { describe, expect, it } from 'vitest';
import type { Person } from '#shared/meeting/kind.ts';
import type { Settled } from '#shared/meeting/retro/model.ts';
import { ownerHere, toSettle, type TeamItem } from './earlier.ts';

const item = (id: string, done = false): TeamItem => ({ id, text: id, owner: null, due: null, done });

describe('what earlier meetings left open', () => {
  it('leaves out what was done before, what is of this meeting, and what was carried on', () => {
    const settled = new Map<string, Settled>([
      ['ticked here', { done: true }],
      ['carried', { carriedTo: 'new' }],
    ]);
    const items = [
      item('open'),
      item('long done', true),
      item('ticked here', true),
      item('carried'),
      item('new'),
    ];
    const shown = toSettle(items, (id) => settled.get(id) ?? null, new Set(['new']));
    expect(shown.map(({ id, done }) => [id, done])).toEqual([
      ['open', false],
      ['ticked here', true],
    ]);
  });
});

describe('the owner of an earlier item', () => {
  const person = (id: string, name: string, role: Person['role'] = 'member'): Person => ({ id, name, role });

  it('is the participant of that name', () => {
    expect(ownerHere('Ben', [person('1', 'Ana'), person('2', 'Ben')])).toBe('2');
  });

  it('is nobody when two have it, or only a guest does', () => {
    expect(ownerHere('Ben', [person('1', 'Ben'), person('2', 'Ben')])).toBeNull();
    expect(ownerHere('Ben', [person('1', 'Ben', 'guest')])).toBeNull();
    expect(ownerHere(undefined, [])).toBeNull();
  });
});
