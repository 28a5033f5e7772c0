import { describe, expect, it } from 'vitest';
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

describe('seeded fuzz over one log', () => {
  it('P3, P6: two nodes, five people, partitions, restarts and failing commits: all replicas equal, nothing lost', async () => {
    let edits = 0;
    let restarts = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const result = await simulate(seed, { nodes: 2, people: 5, steps: 60 });
      edits += result.edits;
      restarts += result.restarts;
    }
    expect(edits).toBeGreaterThan(2_000);
    expect(restarts).toBeGreaterThan(20);
  }, 120_000);

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
