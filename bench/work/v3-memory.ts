/** V-3: what an idle connection and a loaded room cost in memory, after a garbage collection. */
import type { Link } from '../client/link.ts';
import { population, type Room, type Target } from '../targets/target.ts';
import type { Memory } from '../process/server-process.ts';
import type { Work } from './work.ts';

const connections = { quick: 100, full: 1_000 } as const;
const roomCount = { quick: 5, full: 40 } as const;
const notes = 100;
const kilobyte = 1_000;

/** Opens so many links into one room, a few at a time. */
async function openMany(room: Room, count: number): Promise<Link[]> {
  const links: Link[] = [];
  while (links.length < count) {
    const first = links.length;
    const batch = Array.from({ length: Math.min(population, count - first) }, (_, index) =>
      room.edit(first + index),
    );
    links.push(...(await Promise.all(batch)));
  }
  return links;
}

function closeAll(links: readonly Link[]): void {
  for (const link of links) link.close();
}

async function afresh(target: Target): Promise<void> {
  await target.server.stop();
  await target.restart();
}

/** Memory once it no longer falls by more than a percent: sockets that were closed take a moment to go. */
async function settled(target: Target): Promise<Memory> {
  let last = await target.server.memory();
  for (let attempt = 0; attempt < 20; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await target.server.memory();
    if (now.live > last.live * 0.99) return now;
    last = now;
  }
  return last;
}

async function perConnection(target: Target, count: number): Promise<Memory> {
  await afresh(target);
  const room = await target.room(1);
  const warm = await openMany(room, population);
  closeAll(warm);
  const before = await settled(target);
  const links = await openMany(room, count);
  const after = await settled(target);
  closeAll(links);
  room.release();
  return {
    rss: (after.rss - before.rss) / count / kilobyte,
    live: (after.live - before.live) / count / kilobyte,
  };
}

/** Rooms are made before a restart where they outlast it, so that what making them cost is not counted. */
async function perRoom(target: Target, count: number): Promise<Memory> {
  if (!target.durable) await afresh(target);
  const warm = await target.room(notes);
  const rooms: Room[] = [];
  const links: Link[] = [];
  const make = async () => {
    for (let index = 0; index < count; index++) rooms.push(await target.room(notes));
  };
  if (target.durable) {
    await make();
    for (const room of [warm, ...rooms]) room.release();
    await afresh(target);
    links.push(await warm.enter(0));
  }
  const before = await settled(target);
  if (target.durable) for (const [person, room] of rooms.entries()) links.push(await room.enter(person));
  else await make();
  const after = await settled(target);
  closeAll(links);
  for (const room of rooms) room.release();
  warm.release();
  return {
    rss: (after.rss - before.rss) / count / kilobyte,
    live: (after.live - before.live) / count / kilobyte,
  };
}

export const memory: Work = {
  id: 'V-3',
  title: `Memory of an idle connection, and of a loaded room of ${notes} notes with one person in it`,
  bar: '≤ 25 kB; ≤ 600 kB',
  targets: ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-append', 'ours'],
  columns: [
    { key: 'connectionLive', label: 'connection, live kB', ratios: true },
    { key: 'connectionRss', label: 'connection, resident kB' },
    { key: 'roomLive', label: 'room, live kB', ratios: true },
    { key: 'roomRss', label: 'room, resident kB' },
  ],
  rounds: { quick: 1, full: 3 },
  async measure(target, size) {
    const connection = await perConnection(target, connections[size]);
    const room = await perRoom(target, roomCount[size]);
    return {
      connectionLive: connection.live,
      connectionRss: connection.rss,
      roomLive: room.live,
      roomRss: room.rss,
    };
  },
};
