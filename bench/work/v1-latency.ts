/** V-1: how long until others see an edit. */
import { Ledger } from '../client/ledger.ts';
import { quantile } from '../statistics.ts';
import { cpuSeconds } from '../process/usage.ts';
import { Crowd, drain, pace } from './crowd.ts';
import type { Work } from './work.ts';

const people = 50;
const rate = 100;
const seconds = { quick: 3, full: 15 } as const;
const warmUpSeconds = { quick: 1, full: 3 } as const;

export const latency: Work = {
  id: 'V-1',
  title: `Edit → seen by others: 1 room × ${people} people, ${rate} edits/s together`,
  bar: 'p50 ≤ relay + 4 ms; p99 ≤ 15 ms or ≤ 2 × hocuspocus',
  targets: ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-append', 'ours', 'ours-socket.io'],
  columns: [
    { key: 'p50', label: 'p50 ms', ratios: true },
    { key: 'p99', label: 'p99 ms' },
    { key: 'cpu', label: 'server CPU µs/edit' },
  ],
  rounds: { quick: 1, full: 5 },
  async measure(target, size) {
    const room = await target.room(10);
    const run = async (forSeconds: number, firstAuthor: number) => {
      const edits = rate * forSeconds;
      const ledger = new Ledger(firstAuthor + people, Math.ceil(edits / people), edits * (people - 1));
      const crowd = await Crowd.open(room, ledger, { people, firstAuthor, records: true });
      try {
        crowd.prepare(Math.ceil(edits / people));
        const before = cpuSeconds(target.server.pid);
        const sent = await pace(rate, forSeconds, (turn) => crowd.type(turn));
        if (!(await drain(ledger, sent * (people - 1))))
          throw new Error(`${target.name}: saw ${ledger.seenCount} of ${sent * (people - 1)}`);
        const cpu = ((cpuSeconds(target.server.pid) - before) / sent) * 1e6;
        await crowd.assertConverged(target);
        return { latencies: ledger.latencies, cpu };
      } finally {
        crowd.close();
      }
    };
    // The first seconds of a server are its compiler's.
    await run(warmUpSeconds[size], 0);
    const { latencies, cpu } = await run(seconds[size], people);
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), cpu };
  },
};
