/** Tells every node that a person's sessions or rights changed, over Postgres itself: it works without Redis. */
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

const channel = 'rights_changed';

export interface Changes {
  tell(persons: readonly string[]): Promise<void>;
  /** Returns how to stop. */
  listen(changed: (person: string) => void): () => void;
  close(): Promise<void>;
}

interface ChangesParts {
  readonly pool: pg.Pool;
  readonly connection: pg.ClientConfig;
  readonly onError: (error: Error) => void;
}

/** Starts listening at once, and again whenever the connection breaks. */
export function openChanges({ pool, connection, onError }: ChangesParts): Changes {
  const listeners = new Set<(person: string) => void>();
  const closing = new AbortController();
  let current: pg.Client | undefined;

  async function listenOnce(): Promise<void> {
    const client = new pg.Client({
      ...connection,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'team-oclock-changes',
    });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', (error) => {
        if (!closing.signal.aborted) onError(error);
        resolve();
      });
    });
    client.on('notification', ({ payload }) => {
      if (payload) for (const listener of listeners) listener(payload);
    });
    try {
      await client.connect();
      // Ending a client while it connects leaves both waiting for ever, so closing waits until here.
      if (closing.signal.aborted) return;
      await client.query(`listen ${channel}`);
      current = client;
      await ended;
    } finally {
      current = undefined;
      await client.end();
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await listenOnce();
      } catch (error) {
        if (!closing.signal.aborted) onError(error instanceof Error ? error : new Error(String(error)));
      }
      if (!closing.signal.aborted) await delay(500);
    }
  }
  const running = keepListening();

  return {
    async tell(persons) {
      if (persons.length === 0) return;
      await pool.query('select pg_notify($1, person) from unnest($2::text[]) as person', [channel, persons]);
    },
    listen(changed) {
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
      };
    },
    async close() {
      closing.abort();
      await current?.end();
      await running;
    },
  };
}
