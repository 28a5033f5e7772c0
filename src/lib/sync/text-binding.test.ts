import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { applyTextEdit, caretAfter, textEdit } from './text-binding.ts';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function textOf(content: string): Y.Text {
  const text = new Y.Doc().getText('text');
  text.insert(0, content);
  return text;
}

describe('textEdit', () => {
  it('finds nothing between equal texts', () => {
    expect(textEdit('same', 'same')).toBeNull();
  });

  it('uses the caret to tell which of equal letters is new', () => {
    expect(textEdit('aa', 'aaa', 1)).toEqual({ at: 0, remove: 0, insert: 'a' });
    expect(textEdit('aa', 'aaa', 3)).toEqual({ at: 2, remove: 0, insert: 'a' });
  });

  it('never cuts a surrogate pair', () => {
    // 😀 and 😁 share their first code unit.
    expect(textEdit('x😀y', 'x😁y')).toEqual({ at: 1, remove: 2, insert: '😁' });
    // 😀 (D83D DE00) and 🨀 (D83E DE00) share their last one.
    expect(textEdit('😀', '🨀')).toEqual({ at: 0, remove: 2, insert: '🨀' });
  });

  it('turns any text into any other, whatever the caret says', () => {
    const next = random(7);
    const letters = ['a', 'b', '😀', '😁', '🨀', '\n'];
    const word = () =>
      Array.from({ length: Math.floor(next() * 7) }, () => letters[Math.floor(next() * 6)]).join('');
    for (let round = 0; round < 5_000; round += 1) {
      const [before, after] = [word(), word()];
      const text = textOf(before);
      applyTextEdit(text, before, after, Math.floor(next() * (after.length + 1)));
      expect(text.toString()).toBe(after);
    }
  });
});

describe('applyTextEdit', () => {
  it("leaves somebody else's words alone when the text has moved on", () => {
    const text = textOf('theirs mine');
    applyTextEdit(text, 'mine', 'mine!');
    expect(text.toString()).toBe('theirs mine!');
    applyTextEdit(text, 'mine', '');
    expect(text.toString()).toContain('theirs');
  });
});

describe('caretAfter', () => {
  it('moves with words before it, and stays before words that come in at it', () => {
    expect(caretAfter([{ insert: 'abc' }], 2)).toBe(5);
    expect(caretAfter([{ retain: 2 }, { insert: 'abc' }], 2)).toBe(2);
    expect(caretAfter([{ retain: 5 }, { insert: 'abc' }], 2)).toBe(2);
  });

  it('moves back over what was deleted before it', () => {
    expect(caretAfter([{ delete: 2 }], 4)).toBe(2);
    expect(caretAfter([{ retain: 1 }, { delete: 10 }], 4)).toBe(1);
    expect(caretAfter([{ retain: 1 }, { delete: 1 }, { insert: 'xy' }], 4)).toBe(5);
  });
});
