/** V-4: coming into a large room, alone and in a crowd. */
import type { Link } from '../client/link.ts';
import { median } from '../statistics.ts';
import type { Work } from './work.ts';

const notes = { quick: 200, full: 2_000 } as const;
const alone = 10;
const crowd = 100;

/** Opens `count` links at once; the time of each, ms. */
async function times(count: number, open: (person: number) => Promise<Link>): Promise<number[]> {
  const start = performance.now();
  const joins = Array.from({ length: count }, async (_, person) => {
    const link = await open(person);
    return { link, took: performance.now() - start };
  });
  const settled = await Promise.allSettled(joins);
  const done = settled.flatMap((join) => (join.status === 'fulfilled' ? [join.value] : []));
  for (const { link } of done) link.close();
  const failed = settled.find((join) => join.status === 'rejected');
  if (failed) throw failed.reason;
  return done.map(({ took }) => took);
}

export const joining: Work = {
  id: 'V-4',
  title: `Join a room of ${notes.full} notes; ${crowd} at once`,
  bar: '≤ hocuspocus; storm p50 ≤ 1.5 × relay',
  targets: ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-append', 'ours', 'ours-socket.io'],
  columns: [
    { key: 'one', label: 'one, ms', ratios: true },
    { key: 'storm', label: `${crowd} at once, p50 ms`, ratios: true },
    { key: 'stormAll', label: 'the same with every document, p50 ms' },
    { key: 'kilobytes', label: 'kB of the notes' },
  ],
  rounds: { quick: 1, full: 5 },
  async measure(target, size) {
    const room = await target.room(notes[size]);
    const keeper = await room.read(0);
    try {
      // The first storm after a start is the compiler's.
      await times(crowd, (person) => room.read(person));
      const single: number[] = [];
      for (let index = 0; index < alone; index++) single.push(...(await times(1, () => room.read(index))));
      return {
        one: median(single),
        storm: median(await times(crowd, (person) => room.read(person))),
        stormAll: median(await times(crowd, (person) => room.enter(person))),
        kilobytes: Math.max(...keeper.states.map(({ length }) => length)) / 1_000,
      };
    } finally {
      keeper.close();
      room.release();
    }
  },
};
