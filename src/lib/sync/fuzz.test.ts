import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Y from 'yjs';
import { notesOf, type DocumentName, type Id } from '#shared/protocol/index.ts';
import { fuzzSeeds } from '#test/fuzz/seeds.ts';
import { MapStorage } from '#test/sync/map-storage.ts';
import { MeetingDouble, type DoubleWire } from '#test/sync/meeting-double.ts';
import { MeetingConnection } from './connection.ts';
import { localOrigin } from './origins.ts';
import { slots, type Slot } from './storage.ts';

/** Yjs draws each document's clientID from here, and clientIDs decide how texts merge: a seed must give the same ones. */
const drawn = vi.hoisted(() => {
  const source = { state: 0 };
  Object.defineProperty(globalThis.crypto, 'getRandomValues', {
    configurable: true,
    value: (array: Uint32Array) => {
      for (let at = 0; at < array.length; at += 1) {
        source.state = (Math.imul(source.state, 1103515245) + 12345) >>> 0;
        array[at] = source.state;
      }
      return array;
    },
  });
  return source;
});

const meetingId = '00000000-0000-4000-8000-000000000001';
const card = '00000000-0000-4000-8000-0000000000c1';
const ann = '00000000-0000-4000-8000-00000000000a';
const bob = '00000000-0000-4000-8000-00000000000b';
/** Ann has two tabs over one storage. */
const people = [ann, ann, bob];
const seeds = fuzzSeeds(150);

interface Client {
  readonly memberId: Id;
  readonly storage: MapStorage;
  wire: DoubleWire;
  connection: MeetingConnection;
  /** What was typed on this page, by document. */
  typed: { slot: Slot; mark: string }[];
}

class Play {
  readonly server = new MeetingDouble(meetingId);
  readonly clients: Client[];
  readonly marks: { name: DocumentName; mark: string }[] = [];
  readonly commands: string[] = [];
  readonly clientIds = new Set<number>();
  #state: number;
  #ids = 0;

  constructor(seed: number) {
    this.#state = seed;
    drawn.state = seed;
    this.server.write('board', (board) => board.getMap('cards').set(card, { text: 'A card' }));
    const storages = new Map(people.map((memberId) => [memberId, new MapStorage()]));
    this.clients = people.map((memberId) => {
      const storage = storages.get(memberId) ?? new MapStorage();
      return { memberId, storage, typed: [], ...this.open(memberId, storage) };
    });
  }

  below(most: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * most);
  }

  readonly randomId = (): Id => {
    this.#ids += 1;
    return `10000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  };

  open(memberId: Id, storage: MapStorage) {
    const wire = this.server.wire(memberId);
    const { randomId } = this;
    const connection = new MeetingConnection({ meetingId, wire, storage, randomId, now: () => Date.now() });
    for (const doc of [connection.table, connection.notes]) {
      expect(this.clientIds.has(doc.clientID)).toBe(false);
      this.clientIds.add(doc.clientID);
    }
    return { wire, connection };
  }

  type(client: Client): void {
    const { connection, memberId } = client;
    // A character of its own, so that it can neither be torn nor mistaken.
    const mark = String.fromCharCode(0x4e00 + this.marks.length);
    const slot = this.below(2) === 0 ? 'table' : 'notes';
    if (slot === 'table') {
      insert(connection.table, `talk:${card}`, mark, this.below(1_000));
    } else if (this.below(2) === 0 || connection.notes.getMap('cards').size === 0) {
      const id = this.randomId();
      connection.notes.transact(() => {
        connection.notes.getMap('cards').set(id, { column: 'start', at: 1 });
        connection.notes.getText(`text:${id}`).insert(0, mark);
      }, localOrigin);
    } else {
      const known = [...connection.notes.getMap('cards').keys()];
      insert(connection.notes, `text:${known[this.below(known.length)]}`, mark, 0);
    }
    this.marks.push({ name: slot === 'table' ? 'table' : notesOf(memberId), mark });
    client.typed.push({ slot, mark });
  }

  words(name: DocumentName): string {
    const { doc } = this.server.document(name);
    if (name === 'table') return doc.getText(`talk:${card}`).toString();
    return [...doc.getMap('cards').keys()].map((id) => doc.getText(`text:${id}`).toString()).join('|');
  }

  /** What is offered back, on any page. */
  offered(): string {
    return this.clients.flatMap(({ connection }) => connection.offered.map(({ text }) => text)).join('|');
  }

  /** The screen must never say more than is true. */
  checkStates(): void {
    for (const { connection, typed, memberId } of this.clients) {
      if (connection.state !== 'saved') continue;
      for (const { slot, mark } of typed) {
        expect(this.words(slot === 'table' ? 'table' : notesOf(memberId)) + this.offered()).toContain(mark);
      }
    }
  }

  async step(refuses: boolean): Promise<void> {
    const client = this.clients[this.below(this.clients.length)];
    if (!client) return;
    switch (this.below(refuses ? 14 : 13)) {
      case 0:
      case 1:
      case 2:
        this.type(client);
        break;
      case 3:
      case 4:
        client.wire.deliver(1 + this.below(3));
        break;
      case 5:
        this.server.flush();
        break;
      case 6:
        client.wire.cut();
        break;
      case 7:
        client.wire.hasNetwork = this.below(3) > 0;
        break;
      case 8:
        client.wire.repeats = this.below(2) === 0;
        break;
      case 9:
        if (this.below(4) === 0) {
          await client.connection.close();
          Object.assign(client, this.open(client.memberId, client.storage), { typed: [] });
        }
        break;
      case 10: {
        const text = `c${this.commands.length}`;
        this.commands.push(text);
        void client.connection.command('comment', { text });
        break;
      }
      case 11:
        client.wire.down((listener) => listener.rights(meetingId, null));
        break;
      case 12:
        await vi.advanceTimersByTimeAsync(this.below(400));
        break;
      case 13:
        this.refuseNext();
        break;
    }
    await vi.advanceTimersByTimeAsync(this.below(3));
    this.checkStates();
  }

  refuseNext(): void {
    let left = 1 + this.below(2);
    const code = (['unknown-history', 'not-saved', 'wrong-shape', 'stale-replica'] as const)[this.below(4)];
    this.server.refuseUpdate = () => (left-- > 0 && code ? code : null);
  }

  async settle(): Promise<void> {
    this.server.refuseUpdate = () => null;
    for (const { wire } of this.clients) {
      wire.hasNetwork = true;
      wire.repeats = false;
    }
    for (let round = 0; round < 150; round += 1) {
      for (const wire of this.server.wires) wire.deliver();
      this.server.flush();
      await vi.advanceTimersByTimeAsync(200);
      this.checkStates();
    }
  }
}

function insert(doc: Y.Doc, root: string, mark: string, at: number): void {
  const text = doc.getText(root);
  doc.transact(() => text.insert(at % (text.length + 1), mark), localOrigin);
}

function expectEqual(play: Play): void {
  for (const { connection, memberId } of play.clients) {
    expect(connection.state).toBe('saved');
    for (const slot of slots) {
      const { doc } = play.server.document(slot === 'notes' ? notesOf(memberId) : slot);
      const shared = connection[slot];
      expect(shared.store.pendingStructs).toBeNull();
      for (const name of doc.share.keys()) {
        if (name === 'cards') expect(shared.getMap(name).toJSON()).toEqual(doc.getMap(name).toJSON());
        else expect(shared.getText(name).toString()).toBe(doc.getText(name).toString());
      }
    }
  }
}

describe('seeded fuzz: disconnects, lost acks, repeated frames, reloads, two tabs', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(seeds)('seed %i: all replicas are equal and every word is there once', async (seed) => {
    const play = new Play(seed);
    for (let step = 0; step < 120; step += 1) await play.step(false);
    await play.settle();
    expectEqual(play);
    for (const { name, mark } of play.marks) expect(play.words(name).split(mark)).toHaveLength(2);
    const done = play.server.commands.map(({ payload }) => JSON.stringify(payload));
    expect(new Set(done).size).toBe(done.length);
    expect(done).toHaveLength(play.commands.length);
  });

  it.each(seeds)('seed %i, with refusals: no word is lost', async (seed) => {
    const play = new Play(seed);
    for (let step = 0; step < 120; step += 1) await play.step(true);
    await play.settle();
    expectEqual(play);
    const offered = play.offered();
    for (const { name, mark } of play.marks) expect(play.words(name) + offered).toContain(mark);
  });
});
