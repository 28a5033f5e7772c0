/** V-2: how many updates a core delivers, as the load is raised until the server is full. */
import { Ledger } from '../client/ledger.ts';
import { cpuSeconds } from '../process/usage.ts';
import { Crowd, drain, pace } from './crowd.ts';
import type { Work } from './work.ts';

const people = 10;
const roomCount = { quick: 10, full: 100 } as const;
const seconds = { quick: 1, full: 4 } as const;
/** Edits per second in all rooms together. */
const loads = { quick: [500, 2_000], full: [2_000, 4_000, 8_000, 16_000, 32_000] } as const;
/** A server that works this share of the time, or delivers less than that share of its load, is full. */
const fullShare = 0.9;

export const throughput: Work = {
  id: 'V-2',
  title: `Delivered updates: ${roomCount.full} rooms × ${people} people`,
  bar: '≥ hocuspocus, aim at 2 ×',
  targets: ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-append', 'ours', 'ours-socket.io'],
  columns: [
    { key: 'perCore', label: 'delivered per CPU second', ratios: true },
    { key: 'best', label: 'delivered per second, most' },
    { key: 'load', label: 'at edits/s' },
    { key: 'database', label: 'CPU of Postgres per CPU of server' },
  ],
  rounds: { quick: 1, full: 3 },
  async measure(target, size, log) {
    const rooms = [];
    for (let index = 0; index < roomCount[size]; index++) rooms.push(await target.room(1));
    let outcome = { perCore: 0, best: 0, load: 0, database: 0 };
    let generation = 0;
    for (const load of loads[size]) {
      const edits = load * seconds[size];
      const authors = rooms.length * people;
      const each = Math.ceil(edits / authors);
      const ledger = new Ledger(authors, each, 0);
      const crowds: Crowd[] = [];
      try {
        for (const [index, room] of rooms.entries()) {
          crowds.push(
            await Crowd.open(room, ledger, { people, firstAuthor: index * people, records: index === 0 }),
          );
        }
        for (const crowd of crowds) crowd.prepare(each);
        const cpuBefore = cpuSeconds(target.server.pid);
        const helpersBefore = target.helpersCpuSeconds();
        const start = performance.now();
        const sent = await pace(load, seconds[size], (turn) =>
          crowds[turn % crowds.length]?.type(Math.floor(turn / crowds.length)),
        );
        const complete = await drain(ledger, sent * (people - 1));
        const elapsed = (performance.now() - start) / 1_000;
        const cpu = cpuSeconds(target.server.pid) - cpuBefore;
        if (!complete)
          throw new Error(`${target.name}: ${ledger.seenCount} of ${sent * (people - 1)} arrived`);
        if (generation++ === 0 && target.remembers) await crowds[0]?.assertConverged(target);
        const delivered = ledger.seenCount / elapsed;
        const perCore = ledger.seenCount / cpu;
        log(
          `${load} edits/s: ${Math.round(delivered)} delivered/s, server busy ${Math.round((cpu / elapsed) * 100)} %`,
        );
        if (perCore > outcome.perCore)
          outcome = { ...outcome, perCore, database: (target.helpersCpuSeconds() - helpersBefore) / cpu };
        if (delivered > outcome.best) outcome = { ...outcome, best: delivered, load };
        if (cpu / elapsed > fullShare || delivered < load * (people - 1) * fullShare) break;
      } finally {
        for (const crowd of crowds) crowd.close();
      }
    }
    return outcome;
  },
};
