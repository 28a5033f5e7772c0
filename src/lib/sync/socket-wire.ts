import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import {
  isErrorCode,
  type Answer,
  type ClientEvents,
  type CommandRequest,
  type DocumentState,
  type ErrorCode,
  type Joined,
  type JoinRequest,
  type PresenceRequest,
  type ServerEvents,
  type SyncRequest,
  type UpdateRequest,
} from '#shared/protocol/index.ts';
import { Backoff } from './backoff.ts';
import type { Reply, Wire, WireListener } from './wire.ts';

export interface SocketWireOptions {
  /** Where the server is; the page's own origin when absent. */
  readonly url?: string;
  /** A personal token, where there is no cookie. */
  readonly token?: string;
  /** For Node: `origin`, `cookie`. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** An unanswered question means the connection is not what it seems: longer than any honest answer takes. */
const answerWithinMs = 15_000;

/** A wire over Socket.IO: WebSocket first, polling where a proxy blocks it. */
export class SocketWire implements Wire {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #backoff = new Backoff();
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor({ url, token, extraHeaders }: SocketWireOptions) {
    const options: Partial<ManagerOptions & SocketOptions> = {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      parser: msgpack,
      withCredentials: true,
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.5,
      timeout: 10_000,
      extraHeaders: { ...extraHeaders, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    };
    this.#socket = url === undefined ? io(options) : io(url, options);
  }

  listen(listener: WireListener): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#backoff.reset();
      listener.open();
    });
    socket.on('disconnect', (reason) => {
      // Socket.IO comes back by itself except when the server closed it.
      if (reason === 'io server disconnect') this.#connectLater();
      listener.shut(null);
    });
    socket.on('connect_error', (error) => {
      // Nor does it when the server refused the connection.
      if (!socket.active) this.#connectLater();
      listener.shut(codeOf(error));
    });
    socket.on('update', (frame) => listener.update({ ...frame, u: asBytes(frame.u) }));
    socket.on('presence', (meetingId, entries) => listener.presence(meetingId, entries));
    socket.on('counts', (meetingId, counts) => listener.counts(meetingId, counts));
    socket.on('ballots', (meetingId, ballots) => listener.ballots(meetingId, ballots));
    socket.on('rights', (meetingId, code) => listener.rights(meetingId, code));
    socket.on('restarting', () => listener.restarting());
  }

  connect(): void {
    clearTimeout(this.#later);
    if (this.#socket.connected) return;
    // While the manager waits for its next try it ignores `connect`; closing it first ends the wait.
    this.#socket.disconnect();
    this.#socket.connect();
  }

  disconnect(): void {
    clearTimeout(this.#later);
    this.#socket.disconnect();
  }

  async join(request: JoinRequest): Reply<Joined> {
    const documents = request.documents.map((entry) => withBuffer(entry, 'vector'));
    const answer = await this.#answer<Joined>((done) =>
      this.#socket.emit('join', { ...request, documents }, done),
    );
    return answer?.ok ? { ...answer, documents: answer.documents.map(withBytes) } : answer;
  }

  async sync(request: SyncRequest): Reply<{ state: DocumentState }> {
    const answer = await this.#answer<{ state: DocumentState }>((done) =>
      this.#socket.emit('sync', withBuffer(request, 'vector'), done),
    );
    return answer?.ok ? { ...answer, state: withBytes(answer.state) } : answer;
  }

  update(request: UpdateRequest): Reply<{ version: number }> {
    return this.#answer((done) => this.#socket.emit('update', withBuffer(request, 'update'), done));
  }

  command(request: CommandRequest): Reply<{ result: unknown }> {
    return this.#answer((done) => this.#socket.emit('command', request, done));
  }

  say(presence: PresenceRequest): void {
    if (this.#socket.connected) this.#socket.volatile.emit('presence', presence);
  }

  #connectLater(): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#socket.connect(), this.#backoff.next());
  }

  #answer<T>(ask: (done: (answer: Answer<T>) => void) => void): Reply<T> {
    const socket = this.#socket;
    // Socket.IO would keep the question for the next connection, where a join must come first.
    if (!socket.connected) return Promise.resolve(null);
    return new Promise((resolve) => {
      const finish = (answer: Answer<T> | null) => {
        clearTimeout(late);
        socket.off('disconnect', lost);
        resolve(answer);
      };
      const lost = () => finish(null);
      const late = setTimeout(lost, answerWithinMs);
      socket.on('disconnect', lost);
      ask(finish);
    });
  }
}

/** The parser takes only an ArrayBuffer for bytes in a browser: a Uint8Array would travel as an object. */
function withBuffer<T extends object, K extends keyof T>(request: T, key: K): T {
  const bytes = request[key];
  return bytes instanceof Uint8Array ? { ...request, [key]: new Uint8Array(bytes).buffer } : request;
}

function withBytes(state: DocumentState): DocumentState {
  return { ...state, update: asBytes(state.update), vector: asBytes(state.vector) };
}

/** In a browser the parser hands out an ArrayBuffer. */
function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}

/** Why a connection was refused: a middleware's error carries the code, a refused upgrade has it in its body. */
function codeOf(error: Error): ErrorCode | null {
  if (isErrorCode(error.message)) return error.message;
  const data: unknown = 'data' in error ? error.data : undefined;
  const inData = member(data, 'code');
  if (isErrorCode(inData)) return inData;
  const body = member('context' in error ? error.context : undefined, 'responseText');
  return typeof body === 'string' ? codeInBody(body) : null;
}

function codeInBody(body: string): ErrorCode | null {
  return /"(?:message|error|code)"\s*:\s*"([a-z-]+)"/.exec(body)?.slice(1).find(isErrorCode) ?? null;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}
