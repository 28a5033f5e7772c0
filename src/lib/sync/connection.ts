import type * as Y from 'yjs';
import {
  isPassing,
  nowhere,
  ownerOf,
  type Answer,
  type Counts,
  type DocumentName,
  type DocumentState,
  type ErrorCode,
  type Id,
  type Joined,
  type OwnBallots,
  type ParticipantRole,
  type PresenceEntry,
  type Spot,
  type UpdateFrame,
} from '#shared/protocol/index.ts';
import { Backoff } from './backoff.ts';
import { SharedClock } from './clock.ts';
import { CommandQueue } from './command-queue.ts';
import { Replica, type Host } from './replica.ts';
import { SocketWire } from './socket-wire.ts';
import { slots, type OfferedText, type ReplicaStorage, type Slot, type StoredMembership } from './storage.ts';
import type { Wire } from './wire.ts';

/** Tells when the device believes that its network comes and goes. Each returns how to stop listening. */
export interface Network {
  onOnline(heard: () => void): () => void;
  onOffline(heard: () => void): () => void;
}

export interface MeetingConnectionOptions {
  readonly meetingId: Id;
  /** Where the server is; the page's own origin when absent. */
  readonly url?: string;
  /** A personal token, where there is no cookie. */
  readonly token?: string;
  /** For Node: `origin`, `cookie`. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
  /** Instead of Socket.IO. */
  readonly wire?: Wire;
  /** What this person keeps on this device. */
  readonly storage: ReplicaStorage;
  readonly network?: Network;
  randomId(): Id;
  /** This device's clock, ms since 1970. */
  now(): number;
}

/**
 * `connecting`: no answer yet. `saved`: the server has committed everything done here. `saving`: it has not
 * yet. `offline`: no connection; all is kept here. `not-saved`: the server can't save, or nothing could be
 * kept here. `ended`: see `ended`.
 */
export type SyncState = 'connecting' | 'saved' | 'saving' | 'offline' | 'not-saved' | 'ended';

/** `change`: anything a screen shows beside the documents. `replaced`: a getter now returns another document. */
export type ConnectionEvent = 'change' | 'replaced';

/** So many passing refusals in a row are no hiccup any more. */
const troubleAfter = 2;
const restartJitterMs = 300;

/** These end the meeting for this person, whatever was asked. */
const endingCodes: readonly ErrorCode[] = ['meeting-closed', 'removed', 'not-signed-in'];

/** One person's place in one meeting: its documents, their way to the server and back, and what is known around them. */
export class MeetingConnection {
  readonly #options: MeetingConnectionOptions;
  readonly #wire: Wire;
  readonly #clock: SharedClock;
  readonly #replicas: Readonly<Record<Slot, Replica>>;
  readonly #commands: CommandQueue;
  readonly #backoff = new Backoff();
  readonly #listeners = { change: new Set<() => void>(), replaced: new Set<() => void>() };
  readonly #stopHearing: (() => void)[] = [];
  readonly #page: Id;
  /** Raised with every connection, loss and join: what belongs to an older one counts no more. */
  #session = 0;
  #isOpen = false;
  #isJoined = false;
  #isLoaded = false;
  #isClosed = false;
  #wasLost = false;
  #trouble = 0;
  #storageWorks = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAnnounced = false;
  #membership: StoredMembership | null = null;
  #presence: PresenceEntry[] = [];
  #counts: Counts = { total: 0, columns: null };
  #ballots: OwnBallots = {};
  #ended: ErrorCode | null = null;
  #offered: readonly OfferedText[] = [];
  #said: Spot = nowhere;
  /** Resolves when what this device kept can be seen. */
  readonly ready: Promise<void>;

  constructor(options: MeetingConnectionOptions) {
    this.#options = options;
    this.#wire = options.wire ?? new SocketWire(options);
    this.#clock = new SharedClock(() => options.now());
    this.#page = options.randomId();
    const host = this.#host();
    this.#replicas = {
      board: new Replica('board', host),
      table: new Replica('table', host),
      notes: new Replica('notes', host),
    };
    this.#commands = new CommandQueue(host);
    this.#listen();
    this.ready = this.#load();
    this.#wire.connect();
  }

  get board(): Y.Doc {
    return this.#replicas.board.doc;
  }

  get table(): Y.Doc {
    return this.#replicas.table.doc;
  }

  get notes(): Y.Doc {
    return this.#replicas.notes.doc;
  }

  get memberId(): Id | null {
    return this.#membership?.memberId ?? null;
  }

  get role(): ParticipantRole | null {
    return this.#membership?.role ?? null;
  }

  get presence(): readonly PresenceEntry[] {
    return this.#presence;
  }

  get counts(): Counts {
    return this.#counts;
  }

  get ballots(): OwnBallots {
    return this.#ballots;
  }

  /** Why there is nothing more to do here, once `state` is `ended`. */
  get ended(): ErrorCode | null {
    return this.#ended;
  }

  /** Words that could not be accepted: shown until their author dismisses them, over reloads too. */
  get offered(): readonly OfferedText[] {
    return this.#offered;
  }

  get state(): SyncState {
    if (this.#ended) return 'ended';
    if (!this.#isOpen && this.#wasLost)
      return this.#storageWorks || !this.#hasUnsaved ? 'offline' : 'not-saved';
    if (this.#trouble >= troubleAfter) return 'not-saved';
    if (!this.#isJoined) return 'connecting';
    const isSaved = this.#commands.isEmpty && slots.every((slot) => this.#replicas[slot].isSaved);
    return isSaved ? 'saved' : 'saving';
  }

  /** The server's time, ms since 1970: timers agree by it. */
  serverNow(): number {
    return this.#clock.now();
  }

  /** Gives a command. Without a connection it waits, over a reload too; then the answer may never reach this promise. */
  command(name: string, payload: unknown): Promise<Answer<{ result: unknown }>> {
    const code = this.#ended ?? (this.#isClosed ? 'not-saved' : null);
    return code ? Promise.resolve({ ok: false, error: code }) : this.#commands.add(name, payload);
  }

  /** Says where this person is, and whether they type in public text. */
  say(spot: Spot): void {
    const { at, typing, cursor } = this.#said;
    if (spot.at === at && spot.typing === typing && spot.cursor === cursor) return;
    this.#said = spot;
    if (this.#isJoined) this.#wire.say({ meetingId: this.#options.meetingId, ...spot });
  }

  dismissOffered(id: Id): void {
    this.#offered = this.#offered.filter((text) => text.id !== id);
    this.#store(this.#options.storage.dismiss(this.#options.meetingId, id));
    this.#changed();
  }

  /** Calls `heard` from now on; returns how to stop. */
  on(event: ConnectionEvent, heard: () => void): () => void {
    this.#listeners[event].add(heard);
    return () => this.#listeners[event].delete(heard);
  }

  /** Leaves. What is not saved stays on this device; resolves when it is written there. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leave();
    this.#commands.end({ ok: false, error: 'not-saved' }, false);
    await Promise.all([...slots.map((slot) => this.#replicas[slot].settled()), this.#commands.settled()]);
  }

  /** Removes everything this person left on this device: for signing out. */
  static forget(storage: ReplicaStorage): Promise<void> {
    return storage.forget();
  }

  get #hasUnsaved(): boolean {
    return !this.#commands.isEmpty || slots.some((slot) => this.#replicas[slot].hasUnacknowledged);
  }

  #host(): Host {
    const board = () => this.board;
    const role = () => this.role;
    return {
      meetingId: this.#options.meetingId,
      storage: this.#options.storage,
      wire: this.#wire,
      writer: this.#page,
      get board() {
        return board();
      },
      get mayWrite() {
        return role() !== 'observer';
      },
      randomId: () => this.#options.randomId(),
      changed: () => this.#changed(),
      replaced: () => this.#emit('replaced'),
      offered: (words) => this.#offer(words),
      eased: () => {
        this.#trouble = 0;
      },
      troubled: (code) => this.#troubled(code),
      unanswered: () => {
        this.#trouble += 1;
        this.#reconnect();
      },
      finishedBy: (code) => {
        if (endingCodes.includes(code)) void this.#end(code);
        return this.#ended !== null;
      },
      storageFailed: (error) => this.#storageFailed(error),
    };
  }

  #listen(): void {
    const isOurs = (meetingId: Id) => meetingId === this.#options.meetingId && this.#ended === null;
    this.#wire.listen({
      open: () => this.#opened(),
      shut: (code) => this.#shut(code),
      update: (frame) => {
        if (isOurs(frame.m)) this.#frame(frame);
      },
      presence: (meetingId, entries) => {
        if (isOurs(meetingId)) this.#presence = entries;
        this.#changed();
      },
      counts: (meetingId, counts) => {
        if (isOurs(meetingId)) this.#counts = counts;
        this.#changed();
      },
      ballots: (meetingId, ballots) => {
        if (isOurs(meetingId)) this.#ballots = ballots;
        this.#changed();
      },
      rights: (meetingId) => {
        if (isOurs(meetingId)) void this.#join();
      },
      restarting: () => this.#troubled('restarting'),
    });
    const { network } = this.#options;
    if (!network) return;
    this.#stopHearing.push(network.onOnline(() => this.#connectNow()));
    // The device says so seconds before the socket notices. If it is wrong, the next try tells.
    this.#stopHearing.push(network.onOffline(() => this.#reconnect()));
  }

  async #load(): Promise<void> {
    const { storage, meetingId } = this.#options;
    try {
      this.#stopHearing.push(await storage.enter(this.#page));
      const stored = await storage.loadMeeting(meetingId);
      this.#membership ??= stored.membership;
      this.#commands.adopt(stored.commands);
      this.#offered = [...stored.offered, ...this.#offered];
    } catch (error) {
      this.#storageFailed(error);
    }
    await Promise.all(slots.map((slot) => this.#replicas[slot].load()));
    this.#isLoaded = true;
    this.#changed();
    if (this.#isOpen) void this.#join();
  }

  #opened(): void {
    this.#isOpen = true;
    this.#changed();
    // A join before would ask for what this device has already, and could not know what it has to send.
    if (this.#isLoaded) void this.#join();
  }

  #shut(code: ErrorCode | null): void {
    this.#isOpen = false;
    this.#wasLost = true;
    this.#presence = [];
    this.#apart();
    if (code && !isPassing(code)) void this.#end(code);
    this.#changed();
  }

  #apart(): void {
    this.#session += 1;
    this.#isJoined = false;
    clearTimeout(this.#timer);
    for (const slot of slots) this.#replicas[slot].apart();
    this.#commands.apart();
  }

  async #join(): Promise<void> {
    if (this.#ended || this.#isClosed || !this.#isOpen) return;
    this.#apart();
    const session = this.#session;
    const sentAt = this.#options.now();
    const answer = await this.#wire.join({
      meetingId: this.#options.meetingId,
      ...(this.#membership ? { incarnation: this.#membership.incarnation } : {}),
      documents: slots.map((slot) => {
        const { vector } = this.#replicas[slot];
        return vector ? { document: slot, vector } : { document: slot };
      }),
    });
    if (session !== this.#session) return;
    if (answer === null) {
      this.#trouble += 1;
      this.#reconnect();
    } else if (!answer.ok) {
      if (!isPassing(answer.error)) {
        await this.#end(answer.error);
        return;
      }
      this.#timer = setTimeout(() => void this.#join(), this.#backoff.next());
      this.#troubled(answer.error);
    } else {
      this.#clock.adjust(answer.now, sentAt);
      await this.#joined(answer, session);
    }
  }

  async #joined(joined: Joined, session: number): Promise<void> {
    const { incarnation, memberId, role } = joined;
    const before = this.#membership;
    this.#membership = { incarnation, memberId, role };
    const isOther = before !== null && (before.incarnation !== incarnation || before.memberId !== memberId);
    if (isOther) {
      // What this replica knows never was, for this log: everything comes afresh, without our state vectors.
      for (const slot of slots) this.#replicas[slot].condemn('stale-replica');
      await this.#join();
      return;
    }
    this.#presence = joined.presence;
    this.#counts = joined.counts;
    this.#ballots = joined.ballots;
    // The board first: words of the others are judged by the cards on it.
    for (const slot of slots) {
      const state = joined.documents.find(({ document }) => slotOf(document, memberId) === slot);
      await (state ? this.#replicas[slot].joined(state) : this.#withoutAccess(slot, memberId));
      if (session !== this.#session) return;
    }
    // Only now: a page that is killed before must find that its copies are of another log.
    this.#store(this.#options.storage.saveMembership(this.#options.meetingId, this.#membership));
    this.#isJoined = true;
    this.#trouble = 0;
    this.#backoff.reset();
    if (this.#said !== nowhere) this.#wire.say({ meetingId: this.#options.meetingId, ...this.#said });
    this.#changed();
  }

  /** A document that this person may not have: nothing can be sent, so what was typed comes back. */
  async #withoutAccess(slot: Slot, memberId: Id): Promise<void> {
    const replica = this.#replicas[slot];
    const words = await replica.abandon();
    this.#offer(words);
    const document: DocumentName = slot === 'notes' ? `notes:${memberId}` : slot;
    const nothing = new Uint8Array([0, 0]);
    const empty: DocumentState = { document, version: 0, update: nothing, vector: new Uint8Array([0]) };
    await replica.joined(empty);
  }

  #frame(frame: UpdateFrame): void {
    const slot = this.memberId === null ? null : slotOf(frame.d, this.memberId);
    if (slot) this.#replicas[slot].frame(frame.v, frame.u);
  }

  #troubled(code: ErrorCode): void {
    if (code === 'restarting') {
      this.#leaveConnection();
      // Not everybody at once to the node that is left.
      this.#timer = setTimeout(() => this.#connectNow(), Math.random() * restartJitterMs);
    } else if (code !== 'meeting-locked') {
      // A locked meeting is in no trouble: what waits for it is kept, and is on its way again and again.
      this.#trouble += 1;
    }
    this.#changed();
  }

  #reconnect(): void {
    if (this.#ended || this.#isClosed) return;
    this.#leaveConnection();
    this.#timer = setTimeout(() => this.#connectNow(), this.#backoff.next());
    this.#changed();
  }

  #connectNow(): void {
    clearTimeout(this.#timer);
    if (!this.#ended && !this.#isClosed && !this.#isOpen) this.#wire.connect();
  }

  #leaveConnection(): void {
    this.#wire.disconnect();
    if (this.#isOpen) this.#shut(null);
  }

  #leave(): void {
    for (const stop of this.#stopHearing.splice(0)) stop();
    this.#leaveConnection();
    clearTimeout(this.#timer);
  }

  /** Nothing more can be done here. Whoever only has to sign in again finds everything as it was. */
  async #end(code: ErrorCode): Promise<void> {
    if (this.#ended) return;
    this.#ended = code;
    this.#leave();
    const isFinal = code !== 'not-signed-in' && code !== 'wrong-origin';
    this.#offer(this.#commands.end({ ok: false, error: code }, isFinal));
    this.#changed();
    if (!isFinal) return;
    for (const slot of slots) {
      // A closed meeting's board may be looked at; somebody who was removed keeps nothing of it.
      if (slot === 'board' && code === 'meeting-closed') continue;
      this.#offer(await this.#replicas[slot].abandon());
    }
  }

  #offer(words: readonly OfferedText[]): void {
    if (words.length === 0) return;
    this.#offered = [...this.#offered, ...words];
    this.#store(this.#options.storage.offer(this.#options.meetingId, words));
    this.#changed();
  }

  #store(written: Promise<void>): void {
    written.catch((error: unknown) => this.#storageFailed(error));
  }

  #storageFailed(error: unknown): void {
    if (this.#storageWorks) console.warn('This device keeps nothing:', error);
    this.#storageWorks = false;
    this.#changed();
  }

  #emit(event: ConnectionEvent): void {
    for (const heard of [...this.#listeners[event]]) heard();
  }

  /** Lets a waiting command go, and tells screens once for everything that happened in one turn. */
  #changed(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    queueMicrotask(() => {
      this.#isAnnounced = false;
      if (this.#isJoined && !this.#ended)
        this.#commands.pump(slots.every((slot) => this.#replicas[slot].letsPass));
      this.#emit('change');
    });
  }
}

function slotOf(document: DocumentName, memberId: Id): Slot | null {
  if (document === 'board' || document === 'table') return document;
  return ownerOf(document) === memberId ? 'notes' : null;
}
