import { describe, expect, it } from 'vitest';
import { fuzzSeeds } from '#test/fuzz/seeds.ts';
import { simulate } from '#test/fuzz/simulation.ts';
import type { Log } from './ports.ts';

/** A log that says "committed" before it is: what every server does that broadcasts first. */
function broadcastsFirst(log: Log): Log {
  return new Proxy(log, {
    get(target, property) {
      if (property !== 'append') {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return (appends: Parameters<Log['append']>[0]) => {
        void log.append(appends);
        return Promise.resolve(
          appends.map(({ at, entries }) => ({
            kind: 'committed' as const,
            head: { ...at, seq: at.seq + entries.length },
            entries: entries.map((entry, index) => ({ ...entry, seq: at.seq + index + 1, version: 1_000 })),
          })),
        );
      };
    },
  });
}

const seen = { edits: 0, reveals: 0, votes: 0, closes: 0, restarts: 0 };

describe('seeded fuzz over one log: two nodes, five people, partitions, restarts, failing commits', () => {
  it.each(fuzzSeeds(200))(
    'seed %i: P1, P3, P4, P6, budget, no lost note, nothing after the close',
    async (seed) => {
      const result = await simulate(seed, { nodes: 2, people: 5, steps: 80, anonymous: seed % 4 === 0 });
      seen.edits += result.edits;
      seen.reveals += result.reveals;
      seen.votes += result.votes;
      seen.closes += result.closed ? 1 : 0;
      seen.restarts += result.restarts;
    },
  );

  it('all of it happened', () => {
    expect(seen.edits).toBeGreaterThan(2_000);
    expect(seen.reveals).toBeGreaterThan(50);
    expect(seen.votes).toBeGreaterThan(50);
    expect(seen.closes).toBeGreaterThan(10);
    expect(seen.restarts).toBeGreaterThan(20);
  });

  it('the same with the commit-first order switched off is caught', async () => {
    const caught: string[] = [];
    for (let seed = 1; seed <= 10; seed += 1) {
      await simulate(seed, { nodes: 2, people: 5, steps: 60, breakLog: broadcastsFirst }).catch(
        (error: unknown) => {
          caught.push(String(error));
        },
      );
    }
    expect(caught.length).toBeGreaterThan(5);
    expect(caught.join()).toContain('P3');
  }, 60_000);
});
