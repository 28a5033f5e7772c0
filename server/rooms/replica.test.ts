import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Replica } from './replica.ts';

describe('what the server writes into a document', () => {
  it('is one update with values and whole texts, in place of what the texts held', () => {
    const replica = new Replica('board', 0, []);
    replica.write([{ text: 'text:a', value: 'first words' }]);
    const other = new Y.Doc();
    Y.applyUpdate(other, replica.encodeSince(undefined));
    const update = replica.write([
      { root: 'cards', key: 'a', value: { at: 1 } },
      { text: 'text:a', value: 'other words' },
    ]);
    if (!update) throw new Error('nothing was written');
    Y.applyUpdate(other, update);
    expect(other.getText('text:a').toString()).toBe('other words');
    expect(other.getMap('cards').toJSON()).toEqual({ a: { at: 1 } });
    expect(replica.view.text('text:a')).toBe('other words');
  });
});
