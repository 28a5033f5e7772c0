/** One node: an HTTP server, rooms, both transports and their clocks. It owns no meeting and holds nothing that can't be lost. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { performance } from 'node:perf_hooks';
import { kinds } from '#shared/meeting/index.ts';
import { timing } from '#shared/protocol/index.ts';
import { Rooms, type Announcer, type Door, type Log } from './rooms/index.ts';
import { attachSocketIo, attachYWebsocket, Connections } from './transport/index.ts';

export interface NodeParts {
  readonly log: Log;
  readonly announcer: Announcer;
  /** Postgres's clock, ms since 1970. */
  readonly databaseNow: () => Promise<number>;
  readonly report: (what: string, error: unknown) => void;
}

export interface Serving {
  readonly door: Door;
  readonly handler: RequestListener;
  readonly host: string;
  readonly port: number;
}

const tickMs = 100;
const clockMs = 60_000;

export class ServerNode {
  readonly rooms: Rooms;
  readonly #parts: NodeParts;
  readonly #timers: NodeJS.Timeout[] = [];
  #clockOffset = 0;
  #stop: (() => Promise<void>) | null = null;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.rooms = new Rooms({
      log: parts.log,
      kinds,
      announcer: parts.announcer,
      random: { next: () => randomBytes(4).readUInt32BE() / 2 ** 32, id: () => randomUUID() },
      clock: { now: () => performance.now() },
      report: parts.report,
    });
  }

  /** Listens, and resolves with the port. */
  async serve({ door, handler, host, port }: Serving): Promise<number> {
    const { report } = this.#parts;
    await this.#agreeOnTime();
    const http = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, handler);
    const transport = {
      rooms: this.rooms,
      door,
      connections: new Connections(),
      now: () => performance.now(),
      serverNow: () => Date.now() + this.#clockOffset,
      node: randomBytes(2).readUInt16BE() % 2 ** 11,
      report,
    };
    const socketIo = attachSocketIo(http, transport);
    const yWebsocket = attachYWebsocket(http, transport);
    this.#every(tickMs, () => this.rooms.tick());
    this.#every(timing.presenceMs, () => this.rooms.renewPresence());
    this.#every(timing.pollMs, () => this.rooms.poll());
    this.#every(clockMs, () => this.#agreeOnTime());
    http.listen(port, host);
    await once(http, 'listening');
    this.#stop = async () => {
      for (const timer of this.#timers) clearInterval(timer);
      const closed = once(http, 'close');
      http.close();
      yWebsocket.close();
      await socketIo.close();
      await this.rooms.drain();
      this.rooms.refuseRest();
      http.closeAllConnections();
      await closed;
    };
    const address = http.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Stops accepting, sends people elsewhere, saves what was accepted. */
  async stop(): Promise<void> {
    await this.#stop?.();
    this.#stop = null;
  }

  /** Work that repeats but never overlaps itself. */
  #every(ms: number, work: () => void | Promise<void>): void {
    let busy = false;
    const run = async () => {
      if (busy) return;
      busy = true;
      try {
        await work();
      } catch (error) {
        this.#parts.report('repeated work failed', error);
      } finally {
        busy = false;
      }
    };
    this.#timers.push(setInterval(() => void run(), ms));
  }

  /** Timers are by Postgres's clock, whatever this machine's says. */
  async #agreeOnTime(): Promise<void> {
    const before = Date.now();
    const database = await this.#parts.databaseNow();
    this.#clockOffset = database - (before + Date.now()) / 2;
  }
}
