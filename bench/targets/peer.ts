/** The servers of others: one process each, one document for a room, seeded by one update. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import { hocuspocusCodec, plainCodec, type Codec } from '../client/codec.ts';
import type { Link, LinkEvents } from '../client/link.ts';
import { openWebSocket } from '../client/websocket.ts';
import { freePort, ServerProcess } from '../process/server-process.ts';
import { noteText, type Room, type Target } from './target.ts';

interface PeerOptions {
  readonly name: string;
  readonly file: 'relay.ts' | 'y-websocket.ts' | 'hocuspocus.ts';
  readonly codec: Codec;
  readonly store?: 'memory' | 'append' | 'database';
}

const peers = {
  relay: { name: 'relay', file: 'relay.ts', codec: plainCodec },
  'y-websocket': { name: 'y-websocket', file: 'y-websocket.ts', codec: plainCodec },
  hocuspocus: { name: 'hocuspocus', file: 'hocuspocus.ts', codec: hocuspocusCodec, store: 'memory' },
  'hocuspocus-append': {
    name: 'hocuspocus-append',
    file: 'hocuspocus.ts',
    codec: hocuspocusCodec,
    store: 'append',
  },
  'hocuspocus-database': {
    name: 'hocuspocus-database',
    file: 'hocuspocus.ts',
    codec: hocuspocusCodec,
    store: 'database',
  },
} as const satisfies Record<string, PeerOptions>;

export type PeerName = keyof typeof peers;

/** The content of a room as one would model it there: a card is a plain value, its words are a text that can be edited. */
function seedOf(notes: number): { update: Uint8Array; texts: string[] } {
  const doc = new Y.Doc();
  const cards = doc.getMap('cards');
  const ids = Array.from({ length: notes }, () => crypto.randomUUID());
  doc.transact(() => {
    for (const [index, id] of ids.entries()) {
      cards.set(id, { column: 'start', at: index, author: crypto.randomUUID() });
      doc.getText(`text:${id}`).insert(0, noteText(index));
    }
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return { update, texts: ids.map((id) => `talk:${id}`) };
}

/** Waits until somebody who comes in gets the seed: it travelled on another socket. */
async function untilSeeded(open: () => Promise<Link>, size: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const link = await open();
    link.close();
    if ((link.states[0]?.length ?? 0) >= size * 0.9) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('a room was not seeded');
}

/** A peer in a folder of its own; nothing runs yet. */
export async function createPeer(name: PeerName): Promise<Target> {
  const options: PeerOptions = peers[name];
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  const port = await freePort();
  const server = new ServerProcess({
    entry: fileURLToPath(new URL(`../peers/${options.file}`, import.meta.url)),
    env: {
      STORE: options.store ?? 'memory',
      SQLITE_FILE: join(folder, 'updates.sqlite'),
      NODE_ENV: 'production',
    },
    port,
    logFile: join(folder, 'log'),
  });
  const open = (document: string, events?: LinkEvents, purpose = '') =>
    openWebSocket(
      { url: `ws://127.0.0.1:${port}/${document}${purpose}`, document, codec: options.codec },
      events,
    );

  return {
    name,
    server,
    remembers: name !== 'relay',
    durable: options.store === 'append' || options.store === 'database',
    start: () => server.start(),
    restart: () => server.start(),
    helpersCpuSeconds: () => 0,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    room: async (notes): Promise<Room> => {
      const document = crypto.randomUUID();
      const { update, texts } = seedOf(notes);
      // Stays open: a server that unloads an empty room would forget it, or load it again in the middle of a run.
      const keeper = await open(document, {}, '?seed');
      keeper.send(update);
      await untilSeeded(() => open(document), update.length);
      return {
        texts,
        edit: (_person, events) => open(document, events),
        read: () => open(document),
        enter: () => open(document),
        release: () => keeper.close(),
      };
    },
  };
}
