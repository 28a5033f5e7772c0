/** Socket.IO: the app's own transport. Thin: it parses, throttles, and speaks to rooms (docs/protocol.md, T-1 to T-6). */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import parser from 'socket.io-msgpack-parser';
import type { z } from 'zod';
import {
  commandSchema,
  gateLimits,
  joinSchema,
  notesOf,
  presenceSchema,
  rateLimits,
  Refusal,
  syncSchema,
  updateSchema,
  type Answer,
  type ClientEvents,
  type DocumentState,
  type ErrorCode,
  type Id,
  type Joined,
  type ServerEvents,
} from '#shared/protocol/index.ts';
import type { Visitor } from '../rooms/admission.ts';
import type { Outlet, Session } from '../rooms/outlet.ts';
import { atDoor } from './at-door.ts';
import type { TransportParts } from './parts.ts';
import { connectionNumber, Throttle } from './throttle.ts';

interface SocketData {
  visitor: Visitor;
  throttle: Throttle;
  sessions: Map<Id, Session>;
}

type AppSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
type AppServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Meetings that one socket may be in at once. */
const mostMeetings = 4;

/** Attaches Socket.IO to an HTTP server; `close` says good-bye to everybody first. */
export function attachSocketIo(http: HttpServer, parts: TransportParts): { close(): Promise<void> } {
  const io: AppServer = new Server(http, {
    parser,
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: gateLimits.frameBytes,
    connectTimeout: rateLimits.handshakeMs,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    perMessageDeflate: false,
  });
  io.use((socket, next) => {
    admit(socket, parts).then(
      () => next(),
      (error: unknown) => next(new Error(codeOf(error, parts))),
    );
  });
  io.on('connection', (socket) => serve(socket, parts));
  parts.rooms.addOutlet(outletOf(io));
  parts.door.onChange((person) => {
    for (const socket of io.sockets.sockets.values())
      if (socket.data.visitor.person === person) socket.disconnect(true);
  });
  const watch = setInterval(() => dropSlowReaders(io), 1_000);
  return {
    async close() {
      clearInterval(watch);
      io.emit('restarting');
      await io.close();
    },
  };
}

/** Session before anything else; the connection is counted from here until it ends. */
async function admit(socket: AppSocket, parts: TransportParts): Promise<void> {
  const { door, connections, now } = parts;
  const visitor = await atDoor(parts, door.identify(socket.handshake.headers));
  if (!visitor) throw new Refusal('not-signed-in');
  if (!connections.reserve(visitor.person)) throw new Refusal('too-many-connections');
  socket.data.visitor = visitor;
  socket.data.throttle = new Throttle(now);
  socket.data.sessions = new Map();
  // Whoever left while the door was looking has said so already, and won't again.
  if (socket.conn.readyState === 'open') socket.conn.once('close', () => connections.release(visitor.person));
  else connections.release(visitor.person);
}

function serve(socket: AppSocket, parts: TransportParts): void {
  const { rooms } = parts;
  const { data } = socket;
  socket.conn.on('data', (chunk: string | Buffer) => {
    if (!data.throttle.admits(chunk.length)) socket.disconnect(true);
  });
  socket.on('disconnect', () => {
    for (const [meetingId, session] of data.sessions) rooms.leave(meetingId, session);
    data.sessions.clear();
  });

  const handle = <Schema extends z.ZodType, T extends object>(
    schema: Schema,
    work: (request: z.output<Schema>) => Promise<T>,
  ) => {
    return (request: unknown, answer: unknown): void => {
      // A frame without a callback has nobody to tell; it is dropped unread.
      if (typeof answer !== 'function') return;
      const reply = (result: Answer<T>): void => void answer(result);
      const parsed = schema.safeParse(request);
      if (!parsed.success) return reply({ ok: false, error: 'bad-request' });
      work(parsed.data).then(
        (result) => reply({ ok: true, ...result }),
        (error: unknown) => reply({ ok: false, error: codeOf(error, parts) }),
      );
    };
  };

  socket.on(
    'join',
    handle(joinSchema, (request) => join(socket, request, parts)),
  );
  socket.on(
    'sync',
    handle(syncSchema, async ({ meetingId, document, vector }) => ({
      state: await rooms.sync(meetingId, sessionIn(data, meetingId), document, vector, framed),
    })),
  );
  socket.on(
    'update',
    handle(updateSchema, async ({ meetingId, document, update }) => ({
      version: await rooms.update(meetingId, sessionIn(data, meetingId), document, update),
    })),
  );
  socket.on(
    'command',
    handle(commandSchema, async ({ meetingId, ...request }) => ({
      result: await rooms.command(meetingId, sessionIn(data, meetingId), {
        ...request,
        payload: request.payload,
      }),
    })),
  );
  socket.on('presence', (request) => {
    const parsed = presenceSchema.safeParse(request);
    const session = parsed.success ? data.sessions.get(parsed.data.meetingId) : undefined;
    if (parsed.success && session) rooms.say(parsed.data.meetingId, session, parsed.data);
  });
}

async function join(
  socket: AppSocket,
  request: z.output<typeof joinSchema>,
  parts: TransportParts,
): Promise<Joined> {
  const { data } = socket;
  const { meetingId } = request;
  const member = await atDoor(parts, parts.door.admit(data.visitor, meetingId));
  const before = data.sessions.get(meetingId);
  if (!before && data.sessions.size >= mostMeetings) throw new Refusal('too-many');
  const session: Session = before ?? {
    id: socket.id,
    connection: connectionNumber(parts.node),
    person: data.visitor.person,
    member,
  };
  session.member = member;
  // Not in the room's turn: a hundred who join at once do not wait for one another's votes.
  const ballots = await parts.rooms.ballotsOf(meetingId, member.memberId);
  return parts.rooms.join(meetingId, session, (entrance) => {
    const documents = request.documents.map(({ document, vector }) => {
      const name = document === 'notes' ? notesOf(member.memberId) : document;
      // A replica of another incarnation knows nothing that this log holds for certain.
      const known =
        request.incarnation === undefined || request.incarnation === entrance.incarnation
          ? vector
          : undefined;
      return framed(entrance.state(name, known));
    });
    data.sessions.set(meetingId, session);
    void socket.join([`${meetingId}`, ...documents.map(({ document }) => `${meetingId}/${document}`)]);
    const { incarnation, presence, counts } = entrance;
    const { memberId, role } = member;
    return {
      meetingId,
      memberId,
      role,
      incarnation,
      documents,
      presence,
      counts,
      ballots,
      now: parts.serverNow(),
    };
  });
}

function sessionIn(data: SocketData, meetingId: Id): Session {
  const session = data.sessions.get(meetingId);
  if (!session) throw new Refusal('not-found', 'join first');
  return session;
}

function outletOf(io: AppServer): Outlet {
  return {
    update({ meetingId, document, version, update }, except) {
      const to = io.to(`${meetingId}/${document}`);
      (except ? to.except(except) : to).emit('update', {
        m: meetingId,
        d: document,
        v: version,
        u: asBuffer(update),
      });
    },
    presence: (meetingId, entries) => void io.to(meetingId).emit('presence', meetingId, [...entries]),
    counts: (meetingId, counts) => void io.to(meetingId).emit('counts', meetingId, counts),
    ballots: (session, meetingId, ballots) => void io.to(session.id).emit('ballots', meetingId, ballots),
    rights(session, meetingId, code) {
      const socket = io.sockets.sockets.get(session.id);
      if (!socket) return;
      socket.emit('rights', meetingId, code);
      if (!code) return;
      socket.data.sessions.delete(meetingId);
      for (const room of socket.rooms) if (room.startsWith(meetingId)) void socket.leave(room);
    },
  };
}

/** The parser writes a Buffer as bytes, but any other array of bytes as an extension that its browser half can't read. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function framed(state: DocumentState): DocumentState {
  return { ...state, update: asBuffer(state.update), vector: asBuffer(state.vector) };
}

/** A reader that can't keep up is dropped, and comes again with its state vector. */
function dropSlowReaders(io: AppServer): void {
  for (const socket of io.sockets.sockets.values()) {
    if (socket.conn.request.socket.writableLength > rateLimits.outboundBytes) socket.disconnect(true);
  }
}

/** The code an error travels under; what is not a refusal is a bug, reported and told as `internal`. */
export function codeOf(error: unknown, { report }: Pick<TransportParts, 'report'>): ErrorCode {
  if (error instanceof Refusal) return error.code;
  report('unexpected error in a transport', error);
  return 'internal';
}
