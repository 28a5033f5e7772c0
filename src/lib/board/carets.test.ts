import { describe, expect, it } from 'vitest';
import { caretAfter } from '#lib/sync/text-binding.ts';
import { Carets, stretches } from './carets.ts';

describe('the carets of others', () => {
  it('stand where they were said to', () => {
    const carets = new Carets();
    carets.hear([{ connection: 1, at: 4 }]);
    expect(carets.of(1, 10)).toBe(4);
    expect(carets.of(2, 10)).toBeNull();
  });

  it('move with words that come in before them, and stay before words that come in behind', () => {
    const carets = new Carets();
    carets.hear([{ connection: 1, at: 4 }]);
    carets.follow((caret) => caretAfter([{ insert: 'abc' }], caret));
    expect(carets.of(1, 20)).toBe(7);
    carets.follow((caret) => caretAfter([{ retain: 9 }, { insert: 'abc' }], caret));
    expect(carets.of(1, 20)).toBe(7);
  });

  it('keep their moved place while the same word about them is heard again, and leave it for a new one', () => {
    const carets = new Carets();
    carets.hear([{ connection: 1, at: 4 }]);
    carets.follow((caret) => caretAfter([{ insert: 'abc' }], caret));
    carets.hear([{ connection: 1, at: 4 }]);
    expect(carets.of(1, 20)).toBe(7);
    carets.hear([{ connection: 1, at: 2 }]);
    expect(carets.of(1, 20)).toBe(2);
  });

  it('never stand behind the end, and are gone with who left', () => {
    const carets = new Carets();
    carets.hear([{ connection: 1, at: 400 }]);
    expect(carets.of(1, 10)).toBe(10);
    carets.hear([]);
    expect(carets.of(1, 10)).toBeNull();
  });
});

describe('a text with carets in it', () => {
  it('is cut where they stand, several at one place together', () => {
    const [ana, ben, cy] = [{ at: 2 }, { at: 5 }, { at: 2 }];
    expect(stretches('Hello!', [ana, ben, cy])).toEqual([
      { text: 'He', carets: [ana, cy] },
      { text: 'llo', carets: [ben] },
      { text: '!', carets: [] },
    ]);
  });

  it('is whole without any', () => {
    expect(stretches('Hello', [])).toEqual([{ text: 'Hello', carets: [] }]);
  });

  it('is never cut within an emoji', () => {
    expect(stretches('a🙃b', [{ at: 2 }]).map(({ text }) => text)).toEqual(['a', '🙃b']);
  });
});
