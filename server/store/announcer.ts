import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { z } from 'zod';
import { idSchema, presenceEntrySchema, type Id, type PresenceEntry } from '#shared/protocol/index.ts';
import type { Announcer, Head } from '../rooms/ports.ts';

/** An announcer that can be ended. */
export interface OpenAnnouncer extends Announcer {
  close(): Promise<void>;
}

export interface AnnouncerSettings {
  readonly url: string;
  readonly ca?: string | undefined;
  /** Keeps apart what shares one Redis: the same for all nodes of one database. */
  readonly channel: string;
  readonly onError: (error: unknown) => void;
}

const headSchema = z.object({ node: z.string(), meetingId: idSchema, seq: z.number(), epoch: z.number() });
const presenceSchema = z.object({
  node: z.string(),
  meetingId: idSchema,
  entries: z.array(presenceEntrySchema),
});

/** A single node has nobody to tell: others, if there are any, ask Postgres. */
export function openSilentAnnouncer(): OpenAnnouncer {
  return {
    announce: () => undefined,
    listen: () => undefined,
    sharePresence: () => undefined,
    listenPresence: () => undefined,
    flowing: false,
    close: () => Promise.resolve(),
  };
}

/** Hints between nodes over Redis. Its troubles are told to `onError` and cost time, never truth. */
export function openRedisAnnouncer({ url, ca, channel, onError }: AnnouncerSettings): OpenAnnouncer {
  const node = randomUUID();
  const heads = `${channel}/heads`;
  const presence = `${channel}/presence`;
  const heard: ((meetingId: Id, head: Head | null) => void)[] = [];
  const presenceHeard: ((meetingId: Id, node: string, entries: readonly PresenceEntry[]) => void)[] = [];
  const publisher = createClient({
    url,
    // What can't be said now is not worth saying later: the others find out by asking.
    disableOfflineQueue: true,
    pingInterval: 5_000,
    socket: {
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2_000),
      ...(ca === undefined ? {} : { tls: true as const, ca }),
    },
  });
  const subscriber = publisher.duplicate({ disableOfflineQueue: false });
  let subscribed = false;
  publisher.on('error', onError);
  subscriber.on('error', onError);

  function receive<T>(text: string, schema: z.ZodType<T>, take: (message: T) => void): void {
    try {
      take(schema.parse(JSON.parse(text)));
    } catch (error) {
      onError(error);
    }
  }

  async function start(): Promise<void> {
    await Promise.all([publisher.connect(), subscriber.connect()]);
    await subscriber.subscribe(heads, (text) => {
      receive(text, headSchema, (message) => {
        if (message.node === node) return;
        for (const hear of heard) hear(message.meetingId, { seq: message.seq, epoch: message.epoch });
      });
    });
    await subscriber.subscribe(presence, (text) => {
      receive(text, presenceSchema, (message) => {
        if (message.node === node) return;
        for (const hear of presenceHeard) hear(message.meetingId, message.node, message.entries);
      });
    });
    subscribed = true;
  }

  function publish(to: string, message: object): void {
    if (publisher.isReady) publisher.publish(to, JSON.stringify({ node, ...message })).catch(onError);
  }

  start().catch(onError);
  return {
    announce: (meetingId, head) => {
      publish(heads, { meetingId, ...head });
    },
    listen: (hear) => {
      heard.push(hear);
    },
    sharePresence: (meetingId, entries) => {
      publish(presence, { meetingId, entries });
    },
    listenPresence: (hear) => {
      presenceHeard.push(hear);
    },
    get flowing() {
      return subscribed && publisher.isReady && subscriber.isReady;
    },
    close: () => {
      subscribed = false;
      publisher.destroy();
      subscriber.destroy();
      return Promise.resolve();
    },
  };
}
