import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocumentView } from '#shared/meeting/index.ts';
import { retro } from '#shared/meeting/retro/index.ts';
import { Refusal, type ErrorCode } from '#shared/protocol/index.ts';
import { SeededRandom } from '#test/doubles/random.ts';
import { Replica } from '../replica.ts';
import { judge } from './judge.ts';
import { scan } from './scan.ts';

const alice = '00000000-0000-4000-8000-00000000000a';
const bob = '00000000-0000-4000-8000-00000000000b';
const card = '00000000-0000-4000-8000-0000000000c1';
const other = '00000000-0000-4000-8000-0000000000c2';
const board: DocumentView = {
  value: (root, key) => (root === 'cards' && (key === card || key === other) ? { text: '' } : undefined),
  entries: () => [],
  text: () => '',
};

/** A gate over one table, that takes what it accepts. */
function gate() {
  const replica = new Replica('table', 0, []);
  return {
    replica,
    send(update: Uint8Array, sender: string) {
      const judgement = judge(update, sender, replica, retro.schemas.table, board);
      for (const client of judgement.claims) replica.writers.set(client, sender);
      replica.transact({ source: 'gate' }, () => Y.applyUpdate(replica.doc, judgement.update));
      return judgement;
    },
  };
}

function refusal(work: () => unknown): ErrorCode | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

function typed(root: string, text: string): Y.Doc {
  const doc = new Y.Doc();
  doc.getText(root).insert(0, text);
  return doc;
}

describe('the gate takes what honest clients send', () => {
  it('G-2: a resync sends what is known again, and only the news is applied', () => {
    const { replica, send } = gate();
    const doc = typed(`title:${card}`, 'hello');
    send(Y.encodeStateAsUpdate(doc), alice);
    doc.getText(`title:${card}`).insert(5, ' there');
    const judgement = send(Y.encodeStateAsUpdate(doc), alice);
    expect(judgement.claims).toEqual([]);
    expect(replica.view.text(`title:${card}`)).toBe('hello there');
    expect(judgement.update.length).toBeLessThan(Y.encodeStateAsUpdate(doc).length);
  });

  it('G-3: one’s own collected and deleted runs, written and deleted while offline', () => {
    const { replica, send } = gate();
    const doc = typed(`talk:${card}`, 'secret thought');
    doc.getText(`talk:${card}`).delete(0, 7);
    send(Y.encodeStateAsUpdate(doc), alice);
    expect(replica.view.text(`talk:${card}`)).toBe('thought');
  });

  it('G-3: several page loads’ clientIDs of one person in one update', () => {
    const { replica, send } = gate();
    const first = typed(`talk:${card}`, 'one ');
    const second = new Y.Doc();
    Y.applyUpdate(second, Y.encodeStateAsUpdate(first));
    second.getText(`talk:${card}`).insert(4, 'two');
    const { claims } = send(Y.encodeStateAsUpdate(second), alice);
    expect(claims).toHaveLength(2);
    expect(replica.view.text(`talk:${card}`)).toBe('one two');
  });

  it('takes random concurrent edits of three people, and all replicas are equal (seeded)', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = new SeededRandom(seed);
      const { replica, send } = gate();
      const people = [alice, bob, '00000000-0000-4000-8000-00000000000d'].map((member) => ({
        member,
        doc: new Y.Doc(),
      }));
      for (let step = 0; step < 30; step += 1) {
        const { doc, member } = random.pick(people);
        const text = doc.getText(`${random.pick(['title', 'talk'])}:${random.pick([card, other])}`);
        if (random.chance(0.3))
          doc
            .getMap('place')
            .set(random.pick([card, other]), { under: random.chance(0.5) ? card : null, at: random.next() });
        else if (text.length > 3 && random.below(3) === 0) text.delete(random.below(text.length - 2), 2);
        else text.insert(random.below(text.length + 1), random.pick(['a', 'bc', '😀', 'é']));
        if (random.chance(0.5)) {
          expect(
            refusal(() =>
              send(Y.encodeStateAsUpdate(doc, random.chance(0.5) ? replica.vector() : undefined), member),
            ),
            `seed ${seed}`,
          ).toBeUndefined();
        }
        if (random.chance(0.3)) Y.applyUpdate(doc, replica.encodeSince(Y.encodeStateVector(doc)));
      }
      for (const { doc, member } of people) send(Y.encodeStateAsUpdate(doc), member);
      for (const { doc } of people) {
        Y.applyUpdate(doc, replica.encodeSince(Y.encodeStateVector(doc)));
        expect(doc.getMap('place').toJSON(), `seed ${seed}`).toEqual(replica.doc.getMap('place').toJSON());
        expect(doc.getText(`talk:${card}`).toString()).toBe(replica.view.text(`talk:${card}`));
      }
      expect(replica.doc.store.pendingStructs).toBeNull();
      expect(replica.doc.store.pendingDs).toBeNull();
    }
  });
});

describe('B-01, B-02, B-05: the gate refuses what no interface sends', () => {
  it('G-3: structs under another’s clientID', () => {
    const { send } = gate();
    const victim = typed(`title:${card}`, 'mine');
    send(Y.encodeStateAsUpdate(victim), alice);
    const forger = new Y.Doc();
    Y.applyUpdate(forger, Y.encodeStateAsUpdate(victim));
    forger.clientID = victim.clientID;
    forger.getText(`title:${card}`).insert(4, 'forged');
    expect(refusal(() => send(Y.encodeStateAsUpdate(forger), bob))).toBe('forged-writer');
  });

  it('G-3: the collected struct of eight bytes that would swallow a victim’s next words', () => {
    const { replica, send } = gate();
    const victim = typed(`title:${card}`, 'mine');
    send(Y.encodeStateAsUpdate(victim), alice);
    const encoder = encoding.createEncoder();
    for (const value of [1, 1, victim.clientID, 4]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 50);
    encoding.writeVarUint(encoder, 0);
    expect(refusal(() => send(encoding.toUint8Array(encoder), bob))).toBe('forged-writer');
    victim.getText(`title:${card}`).insert(4, ' still here');
    send(Y.encodeStateAsUpdate(victim), alice);
    expect(replica.view.text(`title:${card}`)).toBe('mine still here');
  });

  const shapes: [string, (doc: Y.Doc) => void, ErrorCode][] = [
    ['a root that does not exist', (doc) => doc.getText('elsewhere').insert(0, 'x'), 'wrong-shape'],
    [
      'a text of a card that nobody knows',
      (doc) => doc.getText('title:00000000-0000-4000-8000-0000000000ff').insert(0, 'x'),
      'unknown-history',
    ],
    ['a map where a text is', (doc) => doc.getMap(`title:${card}`).set('k', 1), 'wrong-shape'],
    ['a text where a map is', (doc) => doc.getText('place').insert(0, 'x'), 'wrong-shape'],
    ['a format', (doc) => doc.getText(`title:${card}`).insert(0, 'x', { bold: true }), 'wrong-shape'],
    ['an embed', (doc) => doc.getText(`title:${card}`).insertEmbed(0, { image: 'x' }), 'wrong-shape'],
    ['a subdocument', (doc) => doc.getMap('place').set(card, new Y.Doc()), 'wrong-shape'],
    ['a nested type', (doc) => doc.getMap('place').set(card, new Y.Map()), 'wrong-shape'],
    [
      'a place with more in it',
      (doc) => doc.getMap('place').set(card, { under: null, at: 1, more: true }),
      'wrong-shape',
    ],
    [
      'a place that is no number',
      (doc) => doc.getMap('place').set(card, { under: null, at: Number.NaN }),
      'wrong-shape',
    ],
    [
      'a key that is no card',
      (doc) => doc.getMap('place').set('someone@example.org', { under: null, at: 1 }),
      'wrong-shape',
    ],
    ['a text beyond the cap', (doc) => doc.getText(`title:${card}`).insert(0, 'x'.repeat(2_001)), 'over-cap'],
  ];
  it.each(shapes)('G-4: %s', (_what, write, code) => {
    const { send } = gate();
    const doc = new Y.Doc();
    write(doc);
    expect(refusal(() => send(Y.encodeStateAsUpdate(doc), alice))).toBe(code);
  });

  it('G-4: a struct whose two origins lie in different roots', () => {
    const { replica, send } = gate();
    send(Y.encodeStateAsUpdate(typed(`title:${card}`, 'left')), alice);
    const right = typed(`talk:${card}`, 'right');
    send(Y.encodeStateAsUpdate(right), alice);
    const [leftClient, rightClient] = [
      [...replica.writers.keys()].find((id) => id !== right.clientID) ?? 0,
      right.clientID,
    ];
    const encoder = encoding.createEncoder();
    for (const value of [1, 1, 77, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0b1100_0100);
    for (const value of [leftClient, 3, rightClient, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeVarString(encoder, 'x');
    encoding.writeVarUint(encoder, 0);
    expect(refusal(() => send(encoding.toUint8Array(encoder), bob))).toBe('wrong-shape');
  });

  it('G-5: gaps and deletions of what nobody has written are not known, and never pending', () => {
    const { replica, send } = gate();
    const doc = typed(`title:${card}`, 'one');
    const vector = Y.encodeStateVector(doc);
    doc.getText(`title:${card}`).insert(3, 'two');
    expect(refusal(() => send(Y.encodeStateAsUpdate(doc, vector), alice))).toBe('unknown-history');
    const encoder = encoding.createEncoder();
    for (const value of [0, 1, 99, 1, 0, 5]) encoding.writeVarUint(encoder, value);
    expect(refusal(() => send(encoding.toUint8Array(encoder), alice))).toBe('unknown-history');
    expect(replica.doc.store.pendingStructs).toBeNull();
    expect(replica.doc.store.pendingDs).toBeNull();
  });

  it('G-1: truncated, lengthened and V2 updates, and ten thousand random mutations, never reach Yjs', () => {
    const good = Y.encodeStateAsUpdate(typed(`title:${card}`, 'hello'));
    expect(refusal(() => scan(good.subarray(0, good.length - 1)))).toBe('malformed-update');
    expect(refusal(() => scan(Uint8Array.from([...good, 0])))).toBe('malformed-update');
    expect(refusal(() => scan(Y.convertUpdateFormatV1ToV2(good)))).toBeDefined();
    const random = new SeededRandom(7);
    const { replica, send } = gate();
    for (let round = 0; round < 10_000; round += 1) {
      const bytes = Uint8Array.from(good);
      for (let change = 0; change <= random.below(3); change += 1)
        bytes[random.below(bytes.length)] = random.below(256);
      refusal(() => send(bytes, alice));
      if (replica.doc.store.pendingStructs || replica.doc.store.pendingDs)
        throw new Error(`pending after round ${round}`);
    }
  });

  it('G-1: a value that would set a prototype', () => {
    const encoder = encoding.createEncoder();
    for (const value of [1, 1, 77, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0b0010_1000);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'place');
    encoding.writeVarString(encoder, card);
    encoding.writeVarUint(encoder, 1);
    encoding.writeUint8(encoder, 118);
    encoding.writeVarUint(encoder, 3);
    encoding.writeVarString(encoder, 'under');
    encoding.writeAny(encoder, null);
    encoding.writeVarString(encoder, 'at');
    encoding.writeAny(encoder, 1);
    encoding.writeVarString(encoder, '__proto__');
    encoding.writeAny(encoder, { polluted: true });
    encoding.writeVarUint(encoder, 0);
    expect(refusal(() => gate().send(encoding.toUint8Array(encoder), alice))).toBe('wrong-shape');
  });
});
