import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocumentView } from '#shared/meeting/index.ts';
import { retro } from '#shared/meeting/retro/index.ts';
import { Replica } from '../replica.ts';
import { judge } from './judge.ts';

const alice = '00000000-0000-4000-8000-00000000000a';
const cards = ['1', '2', '3'].map((last) => `00000000-0000-4000-8000-0000000000c${last}`);
const board: DocumentView = {
  value: (root, key) => {
    if (root === 'cards') return cards.includes(key) ? { text: '' } : undefined;
    return key === 'options' ? retro.options.parse({}) : undefined;
  },
  entries: () => [],
  text: () => '',
};

/** A browser's document with an undo manager as the board has it, and the server's replica behind the gate. */
function person(slot: 'notes' | 'table') {
  const doc = new Y.Doc();
  const origin = {};
  const manager = new Y.UndoManager(doc, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
  const replica = new Replica(slot === 'notes' ? `notes:${alice}` : 'table', 0, []);
  const take = (update: Uint8Array) => {
    const judgement = judge(update, alice, replica, retro.schemas[slot], board);
    for (const client of judgement.claims) replica.writers.set(client, alice);
    replica.transact({ source: 'gate' }, () => Y.applyUpdate(replica.doc, judgement.update));
  };
  doc.on('update', take);
  return { doc, manager, replica, take, edit: (work: () => void) => doc.transact(work, origin) };
}

function contents(doc: Y.Doc, map: string): unknown {
  return [
    doc.getMap(map).toJSON(),
    ...cards.map((id) => [`text:${id}`, `title:${id}`].map((name) => doc.getText(name).toString())),
  ];
}

describe('the gate takes what an undo writes', () => {
  it('G-3, G-4: a deleted note comes back with its words, under its author’s own clientID', () => {
    const { doc, manager, replica, edit } = person('notes');
    const [card = ''] = cards;
    edit(() => {
      doc.getMap('cards').set(card, { column: 'start', at: 1 });
      doc.getText(`text:${card}`).insert(0, 'Rollback first 🙃');
    });
    edit(() => {
      doc.getMap('cards').delete(card);
      doc.getText(`text:${card}`).delete(0, doc.getText(`text:${card}`).length);
    });
    expect(replica.view.text(`text:${card}`)).toBe('');
    manager.undo();
    expect(replica.view.text(`text:${card}`)).toBe('Rollback first 🙃');
    expect(replica.view.value('cards', card)).toEqual({ column: 'start', at: 1 });
    manager.redo();
    expect(replica.view.value('cards', card)).toBeUndefined();
  });

  it.each(['notes', 'table'] as const)(
    'G-2: whatever one writes, undoes and does again in `%s`, and resyncs',
    (slot) => {
      const [map, text] = slot === 'notes' ? ['cards', 'text'] : ['place', 'title'];
      const value = (at: number) => (slot === 'notes' ? { column: 'start', at } : { under: null, at });
      const step = fc.record({
        does: fc.constantFrom('put', 'drop', 'type', 'cut', 'undo', 'undo', 'redo', 'resync'),
        which: fc.nat(2),
        at: fc.nat(40),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
          const { doc, manager, replica, take, edit } = person(slot);
          for (const { does, which, at } of steps) {
            const card = cards[which] ?? '';
            const words = doc.getText(`${text}:${card}`);
            if (does === 'undo') manager.undo();
            else if (does === 'redo') manager.redo();
            else if (does === 'resync') take(Y.encodeStateAsUpdate(doc));
            else
              edit(() => {
                if (does === 'put') doc.getMap(map).set(card, value(at));
                else if (does === 'drop') doc.getMap(map).delete(card);
                else if (does === 'type') words.insert(Math.min(at, words.length), `w${at}`);
                else words.delete(0, Math.min(at, words.length));
              });
          }
          expect(contents(replica.doc, map)).toEqual(contents(doc, map));
        }),
        { numRuns: 200 },
      );
    },
  );
});
