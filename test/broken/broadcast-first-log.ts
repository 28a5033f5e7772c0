import type { Append, AppendOutcome, Log } from '#server/rooms/index.ts';
import type { DocumentName, Id } from '#shared/protocol/index.ts';

/**
 * A log that calls an append committed at once and writes it `delayMs` later: what every server does that broadcasts
 * first. Only for showing that the tests of P3 can fail.
 */
export function broadcastFirst(log: Log, delayMs: number): Log {
  const versions = new Map<Id, Map<DocumentName, number>>();
  let written: Promise<unknown> = Promise.resolve();

  const guess = ({ meetingId, at, entries }: Append): AppendOutcome => {
    const known = versions.get(meetingId) ?? new Map<DocumentName, number>();
    versions.set(meetingId, known);
    return {
      kind: 'committed',
      head: { ...at, seq: at.seq + entries.length },
      entries: entries.map((entry, index) => {
        const version = (known.get(entry.document) ?? 0) + 1;
        known.set(entry.document, version);
        return { ...entry, version, seq: at.seq + index + 1 };
      }),
    };
  };

  return {
    append(appends) {
      const before = written;
      written = (async () => {
        await Promise.all([before, new Promise((resolve) => setTimeout(resolve, delayMs))]);
        const outcomes = await log.append(appends);
        for (const { kind } of outcomes)
          if (kind !== 'committed') process.stderr.write(`an append was ${kind}\n`);
      })();
      return Promise.resolve(appends.map(guess));
    },
    // Everything else sees what was said before it.
    load: async (meetingId) => {
      await written;
      const loaded = await log.load(meetingId);
      const known = (loaded?.documents ?? []).map(({ document, version }) => [document, version] as const);
      versions.set(meetingId, new Map(known));
      return loaded;
    },
    after: async (...args) => (await written, log.after(...args)),
    command: async (...args) => (await written, log.command(...args)),
    vote: async (...args) => (await written, log.vote(...args)),
    heads: async (...args) => (await written, log.heads(...args)),
    ballotsOf: (...args) => log.ballotsOf(...args),
    snapshot: async (...args) => (await written, log.snapshot(...args)),
    incarnation: () => log.incarnation(),
  };
}
