/** V-5: the first join of a large room after the server was started again. */
import { Ledger } from '../client/ledger.ts';
import { markersIn } from '../client/marker.ts';
import { replay } from '../client/replica.ts';
import { median } from '../statistics.ts';
import { Crowd, drain, pace } from './crowd.ts';
import type { Work } from './work.ts';

const people = 50;
const notes = { quick: 200, full: 2_000 } as const;
const edits = { quick: 500, full: 10_000 } as const;
/** Slow enough that most edits are a row of their own in everybody's log. */
const rate = 500;
const starts = { quick: 1, full: 3 } as const;

export const coldStart: Work = {
  id: 'V-5',
  title: `Cold start of a room with ${notes.full} notes and ${edits.full} edits`,
  bar: '≤ hocuspocus with its SQLite store',
  targets: ['hocuspocus-append', 'hocuspocus-database', 'ours', 'ours-socket.io'],
  columns: [{ key: 'first', label: 'first join after a start, ms', ratios: true }],
  rounds: { quick: 1, full: 2 },
  async measure(target, size) {
    const room = await target.room(notes[size]);
    const ledger = new Ledger(people, Math.ceil(edits[size] / people), 0);
    const crowd = await Crowd.open(room, ledger, { people, records: true });
    const sent = await pace(rate, edits[size] / rate, (turn) => crowd.type(turn));
    const complete = await drain(ledger, sent * (people - 1));
    await crowd.assertConverged(target);
    crowd.close();
    if (!complete) throw new Error(`${target.name}: not every edit arrived`);
    const times: number[] = [];
    for (let index = 0; index < starts[size]; index++) {
      await target.server.stop();
      await target.restart();
      const start = performance.now();
      const link = await room.enter(0);
      times.push(performance.now() - start);
      link.close();
      const words = [...replay(link.states, room.texts).values()].join(' ');
      if (markersIn(words).size !== sent)
        throw new Error(`${target.name}: ${markersIn(words).size} of ${sent} edits after a restart`);
    }
    return { first: median(times) };
  },
};
