/**
 * `/yjs/{meetingId}/{document}`: the y-websocket protocol, for any standard client. Same rooms, gate and
 * properties (docs/protocol.md, Y-1 to Y-7). A lasting refusal closes with 44xx, a passing one with 45xx.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import {
  errorTable,
  gateLimits,
  isDocumentName,
  isId,
  notesOf,
  rateLimits,
  Refusal,
  timing,
  type DocumentName,
  type ErrorCode,
  type Id,
} from '#shared/protocol/index.ts';
import type { Admission, Visitor } from '../rooms/admission.ts';
import type { CommittedFrame, Outlet, Session } from '../rooms/outlet.ts';
import { atDoor } from './at-door.ts';
import { AwarenessOfServer } from './awareness.ts';
import type { TransportParts } from './parts.ts';
import { codeOf } from './socket-io.ts';
import { connectionNumber, Throttle } from './throttle.ts';
import { binaryFrame } from './ws-frame.ts';

const messageSync = 0;
const messageAwareness = 1;
const messageQueryAwareness = 3;
const syncStep1 = 0;
const syncStep2 = 1;
const syncUpdate = 2;

/** Frames that may wait while somebody is let in. */
const mostEarlyFrames = 64;

interface Connection {
  readonly socket: WebSocket;
  /** The TCP (or TLS) socket under it: committed frames, framed once for everybody, are written straight to it. */
  readonly wire: Duplex;
  readonly session: Session;
  readonly meetingId: Id;
  readonly document: DocumentName;
}

/** Takes over upgrades of `/yjs/…`; unknown paths are closed. */
export function attachYWebsocket(http: HttpServer, parts: TransportParts): { close(): void } {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: gateLimits.frameBytes,
    perMessageDeflate: false,
  });
  const endpoint = new Endpoint(parts);
  let handshakes = 0;
  http.on('upgrade', (request, socket, head) => {
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    if (path.startsWith('/socket.io/')) return;
    socket.on('error', () => socket.destroy());
    const target = parsePath(path);
    if (!target || handshakes >= rateLimits.handshakes)
      return deny(socket, target ? 'too-many' : 'not-found');
    handshakes += 1;
    const deadline = setTimeout(() => socket.destroy(), rateLimits.handshakeMs);
    endpoint
      .admit(request, target)
      .then(
        ({ visitor, member }) =>
          server.handleUpgrade(request, socket, head, (ws) =>
            endpoint.serve(ws, socket, visitor, member, target),
          ),
        (error: unknown) => deny(socket, codeOf(error, parts)),
      )
      .finally(() => {
        clearTimeout(deadline);
        handshakes -= 1;
      });
  });
  parts.rooms.addOutlet(endpoint);
  const renewal = setInterval(() => endpoint.renew(), timing.presenceMs);
  return {
    close() {
      clearInterval(renewal);
      endpoint.closeAll('restarting');
      server.close();
    },
  };
}

interface Target {
  readonly meetingId: Id;
  readonly document: DocumentName | 'notes';
}

function parsePath(path: string): Target | null {
  const match = /^\/yjs\/([^/]{36})\/([^/]{1,60})$/.exec(path);
  const meetingId = match?.[1];
  // The stock provider escapes the colon of `notes:…`; nothing else in a name needs it, and what can't be decoded throws.
  const document = (match?.[2] ?? '').replace(/%3a/i, ':');
  if (!meetingId || !isId(meetingId)) return null;
  return document === 'notes' || isDocumentName(document) ? { meetingId, document } : null;
}

function deny(socket: Duplex, code: ErrorCode): void {
  const { status } = errorTable[code];
  const body = JSON.stringify({ error: code });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

class Endpoint implements Outlet {
  readonly #parts: TransportParts;
  /** Connections by meeting and document. */
  readonly #groups = new Map<string, Set<Connection>>();
  readonly #awareness = new Map<Id, AwarenessOfServer>();
  /** Step 2 framed, by the state in it: all who come in new get the same bytes. */
  readonly #step2s = new WeakMap<Uint8Array, Buffer>();

  constructor(parts: TransportParts) {
    this.#parts = parts;
    parts.door.onChange((person) => {
      for (const group of this.#groups.values()) {
        for (const connection of group)
          if (connection.session.person === person) this.#end(connection, 'restarting');
      }
    });
  }

  async admit(
    request: IncomingMessage,
    { meetingId }: Target,
  ): Promise<{ visitor: Visitor; member: Admission }> {
    const visitor = await atDoor(this.#parts, this.#parts.door.identify(request.headers));
    if (!visitor) throw new Refusal('not-signed-in');
    return { visitor, member: await atDoor(this.#parts, this.#parts.door.admit(visitor, meetingId)) };
  }

  serve(socket: WebSocket, wire: Duplex, visitor: Visitor, member: Admission, target: Target): void {
    const { connections, node, now, rooms } = this.#parts;
    const document = target.document === 'notes' ? notesOf(member.memberId) : target.document;
    const number = connectionNumber(node);
    const session: Session = { id: `yjs:${number}`, connection: number, person: visitor.person, member };
    const connection: Connection = { socket, wire, session, meetingId: target.meetingId, document };
    const throttle = new Throttle(now);
    // Listening starts before anything is awaited: the first frame may come with the upgrade.
    const early: Uint8Array[] = [];
    let ready = false;
    socket.on('message', (data, isBinary) => {
      const bytes = bytesOf(data);
      if (!isBinary) return this.#end(connection, 'bad-request');
      if (!throttle.admits(bytes.length)) return this.#end(connection, 'too-many');
      if (ready) this.#receive(connection, bytes);
      else if (early.length < mostEarlyFrames) early.push(bytes);
      else this.#end(connection, 'too-many');
    });
    socket.on('error', () => socket.terminate());
    if (!connections.reserve(visitor.person)) return this.#end(connection, 'too-many-connections');
    socket.on('close', () => {
      connections.release(visitor.person);
      this.#group(connection).delete(connection);
      rooms.leave(target.meetingId, session);
    });
    rooms
      .join(target.meetingId, session, (entrance) => {
        const state = entrance.state(document, undefined);
        this.#group(connection).add(connection);
        // Presence follows with the next tick, in one frame for all: a crowd does not cost each of it a list of all.
        send(connection, syncFrame(syncStep1, state.vector));
      })
      .then(
        () => {
          if (socket.readyState !== socket.OPEN) return rooms.leave(target.meetingId, session);
          ready = true;
          for (const bytes of early.splice(0)) this.#receive(connection, bytes);
        },
        (error: unknown) => this.#end(connection, codeOf(error, this.#parts)),
      );
  }

  update({ meetingId, document, update }: CommittedFrame, except: string | null): void {
    const group = this.#groups.get(`${meetingId}/${document}`);
    if (!group?.size) return;
    const frame = binaryFrame(syncFrame(syncUpdate, update));
    for (const connection of group) {
      if (connection.session.id === except) continue;
      if (connection.wire.writableLength > rateLimits.outboundBytes) this.#end(connection, 'slow-reader');
      else this.#write(connection, frame);
    }
  }

  presence(meetingId: Id, entries: Parameters<Outlet['presence']>[1]): void {
    const frame = this.#awarenessOf(meetingId).frame(entries);
    for (const connection of this.#inMeeting(meetingId)) send(connection, frame);
  }

  /** Counts and ballots have no place in the y-websocket protocol. */
  counts(): void {}

  ballots(): void {}

  rights(session: Session, meetingId: Id, code: ErrorCode | null): void {
    for (const connection of this.#inMeeting(meetingId)) {
      if (connection.session.id === session.id) this.#end(connection, code ?? 'restarting');
    }
  }

  /** The stock provider gives up on a connection that says nothing for 30 s. */
  renew(): void {
    for (const [key, group] of this.#groups) {
      if (group.size === 0) {
        this.#groups.delete(key);
        continue;
      }
      const [first] = group;
      if (!first) continue;
      const awareness = this.#awarenessOf(first.meetingId);
      awareness.renew();
      const frame = awareness.frame(this.#parts.rooms.presenceOf(first.meetingId));
      for (const connection of group) send(connection, frame);
    }
    for (const meetingId of this.#awareness.keys()) {
      if (![...this.#groups.keys()].some((key) => key.startsWith(meetingId)))
        this.#awareness.delete(meetingId);
    }
  }

  closeAll(code: ErrorCode): void {
    for (const group of this.#groups.values()) for (const connection of group) this.#end(connection, code);
  }

  #receive(connection: Connection, bytes: Uint8Array): void {
    try {
      this.#dispatch(connection, bytes);
    } catch (error) {
      this.#end(connection, error instanceof Refusal ? error.code : 'malformed-update');
    }
  }

  #dispatch(connection: Connection, bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === messageSync) {
      const step = decoding.readVarUint(decoder);
      const payload = decoding.readVarUint8Array(decoder);
      consumed(decoder);
      if (step === syncStep1) this.#answerStep1(connection, payload);
      else if (step === syncStep2 || step === syncUpdate) this.#takeUpdate(connection, payload);
      else throw new Refusal('bad-request');
    } else if (type === messageAwareness) {
      const payload = decoding.readVarUint8Array(decoder);
      consumed(decoder);
      this.#awarenessOf(connection.meetingId).check(payload);
    } else if (type === messageQueryAwareness) {
      consumed(decoder);
      send(
        connection,
        this.#awarenessOf(connection.meetingId).frame(this.#parts.rooms.presenceOf(connection.meetingId)),
      );
    } else {
      throw new Refusal('bad-request');
    }
  }

  #answerStep1(connection: Connection, vector: Uint8Array): void {
    const { meetingId, session, document } = connection;
    // Sent in the room's turn: what is committed next is sent after it.
    this.#parts.rooms
      .sync(meetingId, session, document, vector, ({ update }) =>
        this.#write(connection, this.#step2(update)),
      )
      .catch((error: unknown) => this.#end(connection, codeOf(error, this.#parts)));
  }

  #step2(update: Uint8Array): Buffer {
    let frame = this.#step2s.get(update);
    if (!frame) {
      frame = binaryFrame(syncFrame(syncStep2, update));
      this.#step2s.set(update, frame);
    }
    return frame;
  }

  #write({ socket, wire }: Connection, frame: Buffer): void {
    if (socket.readyState === socket.OPEN) wire.write(frame);
  }

  #takeUpdate(connection: Connection, update: Uint8Array): void {
    // Two zero bytes say "nothing": the usual answer to our step 1.
    if (update.length === 2 && update[0] === 0 && update[1] === 0) return;
    const { meetingId, session, document } = connection;
    this.#parts.rooms
      .update(meetingId, session, document, Uint8Array.from(update))
      .catch((error: unknown) => this.#end(connection, codeOf(error, this.#parts)));
  }

  #end({ socket }: Connection, code: ErrorCode): void {
    if (socket.readyState === socket.OPEN) socket.close(errorTable[code].close, code);
  }

  #group({ meetingId, document }: Connection): Set<Connection> {
    const key = `${meetingId}/${document}`;
    let group = this.#groups.get(key);
    if (!group) {
      group = new Set();
      this.#groups.set(key, group);
    }
    return group;
  }

  *#inMeeting(meetingId: Id): Iterable<Connection> {
    for (const [key, group] of this.#groups) if (key.startsWith(meetingId)) yield* group;
  }

  #awarenessOf(meetingId: Id): AwarenessOfServer {
    let awareness = this.#awareness.get(meetingId);
    if (!awareness) {
      awareness = new AwarenessOfServer();
      this.#awareness.set(meetingId, awareness);
    }
    return awareness;
  }
}

function syncFrame(step: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageSync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

function send({ socket }: Connection, bytes: Uint8Array): void {
  if (socket.readyState === socket.OPEN) socket.send(bytes);
}

function consumed(decoder: decoding.Decoder): void {
  if (decoding.hasContent(decoder)) throw new Refusal('bad-request', 'bytes after the end');
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
