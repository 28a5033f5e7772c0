/** What both transports are given. */
import type { Door } from '../rooms/admission.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Connections } from './throttle.ts';

export interface TransportParts {
  readonly rooms: Rooms;
  readonly door: Door;
  readonly connections: Connections;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Wall clock, ms since 1970, corrected to Postgres's. */
  readonly serverNow: () => number;
  /** A small number unlike other nodes' (below 2^11). */
  readonly node: number;
  readonly report: (what: string, error: unknown) => void;
}
