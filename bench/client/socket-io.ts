/** The same link over our own transport: Socket.IO with msgpack, one connection for all documents of a meeting. */
import { io, type Socket } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import type { Answer, ClientEvents, Joined, ServerEvents } from '#shared/protocol/index.ts';
import { isDocumentName } from '#shared/protocol/index.ts';
import { within, type Link, type LinkEvents } from './link.ts';

type Connection = Socket<ServerEvents, ClientEvents>;

/** Bytes as Socket.IO hands them out, without copying where it can be helped. */
function bytesOf(value: Uint8Array | ArrayBuffer): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}

function expectOk<T>(what: string, answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${what}: ${answer.error}`);
  return answer;
}

/** Connects as the holder of `token`; resolves when the handshake is through. */
export async function connectSocket(origin: string, token: string): Promise<Connection> {
  const socket: Connection = io(origin, {
    parser,
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${token}` },
    reconnection: false,
    forceNew: true,
  });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  try {
    await within(`Socket.IO handshake with ${origin}`, connected);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  return socket;
}

/** Joins a meeting with the given documents. */
export async function joinMeeting(
  socket: Connection,
  meetingId: string,
  documents: readonly string[],
): Promise<Joined> {
  const answer = new Promise<Answer<Joined>>((resolve) => {
    const wanted = documents.filter(isDocumentName).map((document) => ({ document }));
    socket.emit('join', { meetingId, documents: wanted }, resolve);
  });
  return expectOk(`join ${meetingId}`, await within('join', answer));
}

/** Sends one command and waits for its answer. */
export async function command(
  socket: Connection,
  meetingId: string,
  name: string,
  payload: unknown,
): Promise<unknown> {
  const answer = new Promise<Answer<{ result: unknown }>>((resolve) => {
    socket.emit('command', { meetingId, id: crypto.randomUUID(), name, payload }, resolve);
  });
  return expectOk(name, await within(name, answer)).result;
}

export interface SocketAddress {
  readonly origin: string;
  readonly token: string;
  readonly meetingId: string;
  readonly documents: readonly string[];
  /** The document that `send` changes. */
  readonly edited: string;
}

/** A link over Socket.IO, joined and synced. */
export async function openSocketIo(address: SocketAddress, events: LinkEvents = {}): Promise<Link> {
  const { meetingId, edited } = address;
  if (!isDocumentName(edited)) throw new Error(`${edited} is no document of ours`);
  const socket = await connectSocket(address.origin, address.token);
  let ours = false;
  socket.on('update', (frame) => {
    if (frame.d === edited) events.update?.(bytesOf(frame.u));
  });
  socket.on('disconnect', (reason) => {
    if (!ours) events.lost?.(reason);
  });
  const joined = await joinMeeting(socket, meetingId, address.documents);
  return {
    states: joined.documents.map(({ update }) => bytesOf(update)),
    send: (update, acknowledged) => {
      socket.emit('update', { meetingId, document: edited, update }, (answer) => {
        if (answer.ok) acknowledged?.();
        else events.lost?.(`update refused: ${answer.error}`);
      });
    },
    close: () => {
      ours = true;
      socket.disconnect();
    },
  };
}
