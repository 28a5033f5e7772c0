/** Everything that can be measured, by name. */
import { fileURLToPath } from 'node:url';
import { createOurs } from './ours.ts';
import { OurServer } from './our-server.ts';
import { createPeer, type PeerName } from './peer.ts';
import { population, type Target } from './target.ts';

export const targetNames = [
  'relay',
  'y-websocket',
  'hocuspocus',
  'hocuspocus-append',
  'hocuspocus-database',
  'ours',
  'ours-socket.io',
] as const;
export type TargetName = (typeof targetNames)[number];

/** The server that ships. */
export const productEntry = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

function isPeer(name: TargetName): name is PeerName {
  return name !== 'ours' && name !== 'ours-socket.io';
}

/** Makes targets; both of ours are one server, started from `entry`. */
export class Catalogue {
  readonly #ours: OurServer;

  /** Every person costs a second at the start: `people` is as many as the work needs. */
  constructor(entry: string, people: number = population) {
    this.#ours = new OurServer(entry, people);
  }

  async create(name: TargetName): Promise<Target> {
    return isPeer(name) ? createPeer(name) : createOurs(this.#ours, name === 'ours' ? 'yjs' : 'socket.io');
  }
}
