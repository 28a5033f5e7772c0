/**
 * A server of one meeting for the client's unit tests: real Yjs documents, group commit, and a wire whose frames
 * move only when the test says so. The real server is tested against the same client in test/integration.
 */
import * as Y from 'yjs';
import {
  isPassing,
  notesOf,
  type Answer,
  type CommandRequest,
  type DocumentName,
  type DocumentState,
  type ErrorCode,
  type Id,
  type Joined,
  type JoinRequest,
  type ParticipantRole,
  type PresenceRequest,
  type SyncRequest,
  type UpdateRequest,
} from '#shared/protocol/index.ts';
import type { Reply, Wire, WireListener } from '#lib/sync/index.ts';

interface ServedDocument {
  readonly doc: Y.Doc;
  version: number;
}

interface WaitingUpdate {
  readonly from: DoubleWire;
  readonly document: DocumentName;
  readonly update: Uint8Array;
  readonly answer: (answer: Answer<{ version: number }>) => void;
}

export class MeetingDouble {
  readonly meetingId: Id;
  readonly commands: CommandRequest[] = [];
  readonly wires = new Set<DoubleWire>();
  incarnation = 'first';
  now = 1_000_000;
  isUp = true;
  /** Refuses an update before it is looked at. */
  refuseUpdate: (request: UpdateRequest) => ErrorCode | null = () => null;
  refuseJoin: (memberId: Id) => ErrorCode | null = () => null;
  answerCommand: (request: CommandRequest) => Answer<{ result: unknown }> = () => ({
    ok: true,
    result: null,
  });
  updatesTaken = 0;
  syncsAsked = 0;
  readonly #documents = new Map<DocumentName, ServedDocument>();
  readonly #writers = new Map<string, Id>();
  readonly #answers = new Map<Id, Answer<{ result: unknown }>>();
  #waiting: WaitingUpdate[] = [];

  constructor(meetingId: Id) {
    this.meetingId = meetingId;
  }

  /** A connection for a member, with its own network. */
  wire(memberId: Id, role: ParticipantRole = 'member'): DoubleWire {
    return new DoubleWire(this, memberId, role);
  }

  document(name: DocumentName): ServedDocument {
    const known = this.#documents.get(name);
    if (known) return known;
    const served = { doc: new Y.Doc(), version: 0 };
    this.#documents.set(name, served);
    return served;
  }

  /** Throws the log away, as a restored backup would. */
  restoreBackup(incarnation: string): void {
    this.incarnation = incarnation;
    this.#documents.clear();
    this.#writers.clear();
    this.#waiting = [];
    for (const wire of this.wires) wire.cut();
  }

  /** Commits a change of the server's own. */
  write(name: DocumentName, change: (doc: Y.Doc) => void): void {
    const { doc } = this.document(name);
    const before = Y.encodeStateVector(doc);
    doc.transact(() => change(doc));
    this.#publish(name, Y.encodeStateAsUpdate(doc, before), null);
  }

  state(name: DocumentName, vector?: Uint8Array | ArrayBuffer): DocumentState {
    const { doc, version } = this.document(name);
    const known = vector === undefined ? undefined : new Uint8Array(vector);
    return {
      document: name,
      version,
      update: Y.encodeStateAsUpdate(doc, known),
      vector: Y.encodeStateVector(doc),
    };
  }

  join(wire: DoubleWire, { documents }: JoinRequest): Answer<Joined> {
    const error = this.refuseJoin(wire.memberId);
    if (error) return { ok: false, error };
    return {
      ok: true,
      meetingId: this.meetingId,
      memberId: wire.memberId,
      role: wire.role,
      incarnation: this.incarnation,
      documents: documents.map(({ document, vector }) => {
        return this.state(document === 'notes' ? notesOf(wire.memberId) : document, vector);
      }),
      presence: [],
      counts: { total: 0, columns: null },
      ballots: {},
      now: this.now,
    };
  }

  sync({ document, vector }: SyncRequest): Answer<{ state: DocumentState }> {
    this.syncsAsked += 1;
    return { ok: true, state: this.state(document, vector) };
  }

  /** Takes an update to the next flush. */
  update(waiting: WaitingUpdate, request: UpdateRequest): void {
    const error = this.refuseUpdate(request);
    if (error) waiting.answer({ ok: false, error });
    else this.#waiting.push(waiting);
  }

  command(request: CommandRequest): Answer<{ result: unknown }> {
    const known = this.#answers.get(request.id);
    if (known) return known;
    const answer = this.answerCommand(request);
    if (answer.ok || !isPassing(answer.error)) {
      this.#answers.set(request.id, answer);
      this.commands.push(request);
    }
    return answer;
  }

  /** One group commit: all that waits for a document becomes one version. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const name of new Set(waiting.map(({ document }) => document))) {
      const taken = waiting.filter((one) => one.document === name && this.#judge(one));
      const first = taken[0];
      if (!first) continue;
      const served = this.document(name);
      const before = Y.snapshot(served.doc);
      const vector = Y.encodeStateVector(served.doc);
      served.doc.transact(() => taken.forEach(({ update }) => Y.applyUpdate(served.doc, update)));
      this.updatesTaken += taken.length;
      if (!Y.equalSnapshots(before, Y.snapshot(served.doc))) {
        const alone = taken.every(({ from }) => from === first.from) ? first.from : null;
        this.#publish(name, Y.encodeStateAsUpdate(served.doc, vector), alone);
      }
      for (const one of taken) one.answer({ ok: true, version: served.version });
    }
  }

  /** The gate in short: no gap, and no clientID of another member. */
  #judge({ document, update, from, answer }: WaitingUpdate): boolean {
    const trial = new Y.Doc();
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.document(document).doc));
    const known = new Map(Y.decodeStateVector(Y.encodeStateVector(trial)));
    Y.applyUpdate(trial, update);
    if (trial.store.pendingStructs !== null || trial.store.pendingDs !== null) {
      answer({ ok: false, error: 'unknown-history' });
      return false;
    }
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(trial))) {
      if ((known.get(client) ?? 0) === clock) continue;
      const key = `${document} ${client}`;
      const owner = this.#writers.get(key) ?? from.memberId;
      if (owner !== from.memberId) {
        answer({ ok: false, error: 'forged-writer' });
        return false;
      }
      this.#writers.set(key, owner);
    }
    return true;
  }

  #publish(name: DocumentName, update: Uint8Array, alone: DoubleWire | null): void {
    const served = this.document(name);
    served.version += 1;
    const frame = { m: this.meetingId, d: name, v: served.version, u: update };
    for (const wire of this.wires) {
      if (
        wire !== alone &&
        wire.isJoined &&
        (!name.startsWith('notes:') || name === notesOf(wire.memberId))
      ) {
        wire.down((listener) => listener.update(frame));
      }
    }
  }
}

/** One socket: two queues in order, moved by `deliver`. */
export class DoubleWire implements Wire {
  readonly memberId: Id;
  readonly role: ParticipantRole;
  readonly presence: PresenceRequest[] = [];
  isOpen = false;
  isJoined = false;
  hasNetwork = true;
  /** True while every frame is delivered twice. */
  repeats = false;
  readonly #server: MeetingDouble;
  #listener: WireListener | null = null;
  #wantsOpen = false;
  #up: (() => void)[] = [];
  #down: ((listener: WireListener) => void)[] = [];
  #unanswered = new Set<() => void>();

  constructor(server: MeetingDouble, memberId: Id, role: ParticipantRole) {
    this.#server = server;
    this.memberId = memberId;
    this.role = role;
    server.wires.add(this);
  }

  listen(listener: WireListener): void {
    this.#listener = listener;
  }

  connect(): void {
    this.#wantsOpen = true;
  }

  disconnect(): void {
    this.#wantsOpen = false;
    this.#shut();
  }

  /** Loses the connection with everything on its way, in both directions. */
  cut(): void {
    if (this.isOpen) this.#shut();
  }

  /** Moves what is on its way: at most so many frames in each direction. */
  deliver(most = Infinity): void {
    if (!this.isOpen) {
      if (!this.#wantsOpen) return;
      if (this.hasNetwork && this.#server.isUp) {
        this.isOpen = true;
        this.#listener?.open();
      } else this.#listener?.shut(null);
      return;
    }
    for (const arrive of this.#up.splice(0, most)) arrive();
    for (const arrive of this.#down.splice(0, most)) {
      if (this.#listener) arrive(this.#listener);
    }
  }

  /** Loses the next frame to the client, which a socket never does and a bug might. */
  loseFrame(): void {
    this.#down.shift();
  }

  down(frame: (listener: WireListener) => void): void {
    if (!this.isOpen) return;
    this.#down.push(frame);
    if (this.repeats) this.#down.push(frame);
  }

  join(request: JoinRequest): Reply<Joined> {
    return this.#ask((answer) => {
      const joined = this.#server.join(this, request);
      this.isJoined = joined.ok;
      answer(joined);
    });
  }

  sync(request: SyncRequest): Reply<{ state: DocumentState }> {
    return this.#ask((answer) => answer(this.#server.sync(request)));
  }

  update(request: UpdateRequest): Reply<{ version: number }> {
    const { document } = request;
    const update = new Uint8Array(request.update).slice();
    return this.#ask((answer) => this.#server.update({ from: this, document, update, answer }, request));
  }

  command(request: CommandRequest): Reply<{ result: unknown }> {
    return this.#ask((answer) => answer(this.#server.command(request)));
  }

  say(presence: PresenceRequest): void {
    this.presence.push(presence);
  }

  #ask<T>(arrive: (answer: (answer: Answer<T>) => void) => void): Reply<T> {
    if (!this.isOpen) return Promise.resolve(null);
    return new Promise((resolve) => {
      const lost = () => resolve(null);
      this.#unanswered.add(lost);
      this.#up.push(() => {
        arrive((answer) => {
          // A copy that is lost with the connection, like any frame.
          if (this.#unanswered.has(lost)) {
            this.#down.push(() => {
              this.#unanswered.delete(lost);
              resolve(answer);
            });
          }
        });
      });
    });
  }

  #shut(): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    this.isJoined = false;
    this.#up = [];
    this.#down = [];
    const unanswered = [...this.#unanswered];
    this.#unanswered.clear();
    for (const lost of unanswered) lost();
    if (wasOpen) this.#listener?.shut(null);
  }
}
