/** The raw client: the y-websocket protocol straight over `ws`, without a Y.Doc, so that the client's own work stays small. */
import WebSocket from 'ws';
import type { Codec } from './codec.ts';
import { within, type Link, type LinkEvents } from './link.ts';

/** An update without structs and without deletions: "you lack nothing of mine". */
const emptyUpdate = Uint8Array.of(0, 0);
const emptyVector = Uint8Array.of(0);

export interface Address {
  readonly url: string;
  /** The name hocuspocus wants in each message. */
  readonly document: string;
  readonly codec: Codec;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Opens a socket and resolves once the server's whole state has come. */
export async function openWebSocket(address: Address, events: LinkEvents = {}): Promise<Link> {
  const { codec, document } = address;
  const socket = new WebSocket(address.url, { perMessageDeflate: false, headers: { ...address.headers } });
  const states: Uint8Array[] = [];
  let ours = false;
  const synced = new Promise<void>((resolve, reject) => {
    socket.on('open', () => {
      for (const frame of codec.hello(document)) socket.send(frame);
      socket.send(codec.step1(document, emptyVector));
    });
    socket.on('message', (data: Buffer) => {
      const received = codec.read(data);
      if (received.kind === 'update') events.update?.(received.body);
      else if (received.kind === 'step1') socket.send(codec.step2(document, emptyUpdate));
      else if (received.kind === 'step2') {
        // Later answers hold what was missed: to the benchmark that is an update like any other.
        if (states.length > 0) events.update?.(received.body);
        else states.push(received.body);
        resolve();
      }
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      const why = `${address.url} closed with ${code} ${reason.toString()}`;
      reject(new Error(why));
      if (!ours) events.lost?.(why);
    });
  });
  try {
    await within(`sync with ${address.url}`, synced);
  } catch (error) {
    ours = true;
    socket.terminate();
    throw error;
  }
  return {
    states,
    send: (update) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(codec.update(document, update));
    },
    close: () => {
      ours = true;
      socket.terminate();
    },
  };
}

/** Opens several documents of one room, each over a socket of its own, as one link; `edited` is where changes go. */
export async function openAll(
  addresses: readonly Address[],
  edited: string,
  events: LinkEvents = {},
): Promise<Link> {
  const links = await Promise.all(addresses.map((address) => openWebSocket(address, events)));
  const target = links[addresses.findIndex(({ document }) => document === edited)] ?? links[0];
  if (!target) throw new Error('a link needs a document');
  return {
    states: links.flatMap(({ states }) => states),
    send: (update) => target.send(update),
    close: () => links.forEach((link) => link.close()),
  };
}
