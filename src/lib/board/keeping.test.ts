import { describe, expect, test } from 'vitest';
import { kept, keptList, keptMap } from './keeping.ts';

interface Line {
  readonly id: string;
  readonly words: string;
  readonly parts: readonly string[];
}
const line = (id: string, words: string): Line => ({ id, words, parts: [words, 'end'] });

describe('what did not change is not drawn again', () => {
  test('an object that says the same is the one of before', () => {
    const before = line('a', 'one');
    expect(kept(before, line('a', 'one'))).toBe(before);
    expect(kept(before, line('a', 'two'))).not.toBe(before);
    expect(kept(before, { ...before, parts: ['one', 'END'] })).not.toBe(before);
  });

  test('a list keeps what stayed, and is itself kept when all of it stayed', () => {
    const before = [line('a', 'one'), line('b', 'two')];
    expect(keptList(before, [line('a', 'one'), line('b', 'two')])).toBe(before);
    const changed = keptList(before, [line('b', 'TWO'), line('a', 'one')]);
    expect(changed.map(({ words }) => words)).toEqual(['TWO', 'one']);
    expect(changed[1]).toBe(before[0]);
    expect(keptList(before, before.slice(0, 1))).toHaveLength(1);
  });

  test('a map whose entries say the same is the one of before', () => {
    const before = new Map([['a', line('a', 'one')]]);
    expect(keptMap(before, new Map([['a', line('a', 'one')]]))).toBe(before);
    const changed = keptMap(
      before,
      new Map([
        ['a', line('a', 'one')],
        ['b', line('b', 'two')],
      ]),
    );
    expect(changed).not.toBe(before);
    expect(changed.get('a')).toBe(before.get('a'));
  });
});
