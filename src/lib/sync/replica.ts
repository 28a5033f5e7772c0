import * as Y from 'yjs';
import {
  isPassing,
  type DocumentName,
  type DocumentState,
  type ErrorCode,
  type Id,
} from '#shared/protocol/index.ts';
import { Backoff } from './backoff.ts';
import { differenceFrom } from './difference.ts';
import { KeptDocument } from './kept-document.ts';
import { offer, restoreWords } from './restore.ts';
import type { JournalledWords, OfferedText, ReplicaStorage, Slot } from './storage.ts';
import type { Wire } from './wire.ts';

/** What replicas and the queue of commands need of the connection they belong to. */
export interface Host {
  readonly meetingId: Id;
  readonly storage: ReplicaStorage;
  readonly wire: Wire;
  readonly board: Y.Doc;
  readonly mayWrite: boolean;
  /** This page. */
  readonly writer: Id;
  randomId(): Id;
  /** Something a screen may show has changed, or something that waited may go. */
  changed(): void;
  replaced(): void;
  offered(words: readonly OfferedText[]): void;
  /** The server did what was asked. */
  eased(): void;
  /** A passing refusal. */
  troubled(code: ErrorCode): void;
  /** No answer came. */
  unanswered(): void;
  /** True when the code ends the meeting for this person: then there is nothing more to do here. */
  finishedBy(code: ErrorCode): boolean;
  storageFailed(error: unknown): void;
}

interface Sent {
  readonly update: Uint8Array;
  readonly words: readonly JournalledWords[];
}

/** One document's conversation with the server: what it has, what it lacks, and what is on its way. */
export class Replica {
  readonly slot: Slot;
  readonly #host: Host;
  readonly #kept: KeptDocument;
  readonly #backoff = new Backoff();
  #name: DocumentName | null = null;
  /** Raised whenever the connection is lost or joined anew: answers to an older one count no more. */
  #session = 0;
  #isJoined = false;
  #version = 0;
  #highest = 0;
  #unsent: Uint8Array[] = [];
  #inFlight: Sent | null = null;
  #isScheduled = false;
  #isSyncing = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unknownInARow = 0;
  /** The last answer was that the meeting is locked. */
  #isLockedOut = false;
  #refused: ErrorCode | null = null;
  #replacing: Promise<void> | null = null;

  constructor(slot: Slot, host: Host) {
    this.slot = slot;
    this.#host = host;
    this.#kept = new KeptDocument({
      storage: host.storage,
      meetingId: host.meetingId,
      slot,
      writer: host.writer,
      randomId: () => host.randomId(),
      edited: (update) => this.#edited(update),
      storageFailed: (error) => host.storageFailed(error),
    });
  }

  get doc(): Y.Doc {
    return this.#kept.doc;
  }

  /** True when the server has everything that was done here. */
  get isSaved(): boolean {
    return this.isSent && this.#inFlight === null;
  }

  /** True when all edits are at least on their way, so that a command sent now finds them. */
  get isSent(): boolean {
    return this.#isJoined && this.#refused === null && this.#unsent.length === 0;
  }

  /** True when a command may go: what was typed before it went, or waits for a lock, which taking over may end. */
  get letsPass(): boolean {
    return this.isSent || (this.#isJoined && this.#refused === null && this.#isLockedOut);
  }

  /** True while there is something here that the server may not have, joined or not. */
  get hasUnacknowledged(): boolean {
    return this.#unsent.length > 0 || this.#inFlight !== null || this.#kept.words.length > 0;
  }

  /** The state vector to ask with; none when everything must come afresh. */
  get vector(): Uint8Array | undefined {
    return this.#refused === null ? Y.encodeStateVector(this.doc) : undefined;
  }

  /** Shows what an earlier visit left, before there is any connection. */
  load(): Promise<void> {
    return this.#kept.load();
  }

  /** Resolves when everything is written to this browser's storage. */
  settled(): Promise<void> {
    return this.#kept.settled();
  }

  /** Marks the replica as one that must not be sent: the next `joined` replaces it. */
  condemn(code: ErrorCode): void {
    this.#refused ??= code;
    this.#unsent = [];
    this.#inFlight = null;
  }

  /** The connection is lost: what was on its way may have arrived or not, the next join tells. */
  apart(): void {
    this.#session += 1;
    this.#isJoined = false;
    this.#isSyncing = false;
    // It stays unacknowledged; the difference found at the next join holds it, if the server does not.
    if (this.#inFlight) this.#unsent.unshift(this.#inFlight.update);
    this.#inFlight = null;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  /** The server's state, from a join: takes it and sends the difference. */
  async joined(state: DocumentState): Promise<void> {
    this.apart();
    const session = this.#session;
    this.#name = state.document;
    this.#highest = 0;
    this.#unknownInARow = 0;
    await this.#replacing;
    if (session !== this.#session) return;
    if (this.#refused === null) this.#accept(state);
    else await this.#replaceBy(state, this.#refused);
  }

  /** A committed change. */
  frame(version: number, update: Uint8Array): void {
    this.#highest = Math.max(this.#highest, version);
    if (!this.#isJoined || this.#refused !== null) return;
    if (version > this.#version + 1) {
      this.#sync();
      return;
    }
    // An acknowledged edit of ours may share its version with others', so a known version is applied as well.
    const isWhole = this.#kept.apply(update);
    this.#version = Math.max(this.#version, version);
    if (!isWhole) this.#sync();
  }

  /** Sends what is waiting, unless something is on its way. */
  flush(): void {
    const document = this.#name;
    const isBusy = this.#inFlight !== null || this.#pause !== undefined || this.#isSyncing;
    if (!this.#isJoined || this.#refused !== null || isBusy || document === null) return;
    const [first, ...more] = this.#unsent;
    if (!first) return;
    const update = more.length > 0 ? Y.mergeUpdates(this.#unsent) : first;
    this.#unsent = [];
    this.#inFlight = { update, words: this.#kept.words };
    void this.#send(document, this.#inFlight);
    this.#host.changed();
  }

  /** Gives up: drops the copy and returns, once, the words that the server does not have. */
  async abandon(): Promise<OfferedText[]> {
    this.apart();
    this.condemn('meeting-closed');
    await this.#kept.adoptWords();
    const offered = this.#kept.words
      .filter(({ text, base }) => text !== base && text.trim() !== '')
      .map((row) => offer(this.slot, row, this.#host.randomId()));
    this.#kept.release(offered);
    return offered;
  }

  #edited(update: Uint8Array): void {
    if (this.#refused === null) this.#unsent.push(update);
    this.#host.changed();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // What one handler did goes as one update.
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  #accept(state: DocumentState): void {
    this.#kept.apply(state.update);
    this.#version = Math.max(this.#isJoined ? this.#version : 0, state.version);
    this.#isJoined = true;
    const lost = this.#kept.settleWords(state.vector);
    if (lost.length > 0) {
      this.#host.offered(this.#restore(lost, true));
      this.#kept.forgetWords(lost);
    }
    const difference = this.slot === 'board' ? null : differenceFrom(this.doc, state.vector, state.update);
    this.#unsent = difference ? [difference] : [];
    this.#catchUp();
    this.flush();
    this.#host.changed();
  }

  #restore(words: readonly JournalledWords[], isWritable: boolean): OfferedText[] {
    const { board, mayWrite } = this.#host;
    const randomId = () => this.#host.randomId();
    const writable = mayWrite && isWritable;
    return restoreWords({ slot: this.slot, doc: this.doc, board, writable, randomId }, words);
  }

  async #send(document: DocumentName, sent: Sent): Promise<void> {
    const { wire, meetingId } = this.#host;
    const answer = await wire.update({ meetingId, document, update: sent.update });
    // A join has come between: it knows better what arrived.
    if (this.#inFlight !== sent) return;
    if (answer === null) {
      this.#host.unanswered();
      return;
    }
    this.#inFlight = null;
    if (!answer.ok) {
      this.#refuse(answer.error, sent.update);
      return;
    }
    this.#unknownInARow = 0;
    this.#backoff.reset();
    this.#isLockedOut = false;
    this.#kept.acknowledge(sent.words);
    this.#highest = Math.max(this.#highest, answer.version);
    if (answer.version === this.#version + 1) this.#version = answer.version;
    this.#host.eased();
    this.#catchUp();
    this.flush();
    this.#host.changed();
  }

  #refuse(code: ErrorCode, update: Uint8Array): void {
    this.#unsent.unshift(update);
    if (code === 'unknown-history') {
      this.#unknownInARow += 1;
      if (this.#unknownInARow < 2) {
        this.#sync();
        return;
      }
    } else if (isPassing(code)) {
      this.#isLockedOut = code === 'meeting-locked';
      this.#later(() => this.flush());
      this.#host.troubled(code);
      return;
    }
    this.#unknownInARow = 0;
    if (this.#host.finishedBy(code)) return;
    this.condemn(code);
    this.#sync();
    this.#host.changed();
  }

  #catchUp(): void {
    if (this.#highest > this.#version) this.#sync();
  }

  /** Asks for what is missing; for everything, when this replica was refused. */
  #sync(): void {
    if (this.#isSyncing || this.#name === null) return;
    this.#isSyncing = true;
    void this.#askForState(this.#name, this.#session);
  }

  async #askForState(document: DocumentName, session: number): Promise<void> {
    const { wire, meetingId } = this.#host;
    const { vector } = this;
    const request = { meetingId, document };
    const answer = await wire.sync(vector ? { ...request, vector } : request);
    if (session !== this.#session) return;
    this.#isSyncing = false;
    if (answer === null) {
      this.#host.unanswered();
    } else if (!answer.ok) {
      if (!isPassing(answer.error) && this.#host.finishedBy(answer.error)) return;
      this.#later(() => this.#sync());
      this.#host.troubled(answer.error);
    } else if (this.#refused === null) {
      this.#takeUp(answer.state);
    } else if (vector === undefined) {
      await this.#replaceBy(answer.state, this.#refused);
    } else {
      // It was refused meanwhile: what came is only the part that it lacked.
      this.#sync();
    }
  }

  /** While something is on its way, its own answer is awaited; otherwise the server's state says what to send. */
  #takeUp(state: DocumentState): void {
    if (this.#inFlight === null) {
      this.#accept(state);
      return;
    }
    this.#kept.apply(state.update);
    this.#version = Math.max(this.#version, state.version);
    this.#catchUp();
  }

  #later(work: () => void): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      work();
    }, this.#backoff.next());
  }

  #replaceBy(state: DocumentState, code: ErrorCode): Promise<void> {
    this.#replacing ??= this.#replace(state, code).finally(() => {
      this.#replacing = null;
    });
    return this.#replacing;
  }

  /** The document goes, with its clientID and its local copy; the words in it are written again or offered back. */
  async #replace(state: DocumentState, code: ErrorCode): Promise<void> {
    const session = this.#session;
    await this.#kept.adoptWords();
    this.#refused = null;
    this.#unsent = [];
    this.#version = state.version;
    this.#isJoined = session === this.#session;
    const isWritable = code !== 'read-only';
    const offered = this.#kept.renew(state.update, (words) => this.#restore(words, isWritable));
    this.#host.replaced();
    if (offered.length > 0) this.#host.offered(offered);
    this.#catchUp();
    this.#host.changed();
  }
}
