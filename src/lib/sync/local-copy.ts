import * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';
import type {
  JournalKey,
  JournalledWords,
  RebasedReplica,
  ReplicaStorage,
  Slot,
  StoredReplica,
} from './storage.ts';

/** Rows of one document beyond which they are written as one. */
const compactAbove = 200;

export interface LocalCopyOptions {
  readonly storage: ReplicaStorage;
  readonly meetingId: Id;
  readonly slot: Slot;
  /** This page. */
  readonly writer: Id;
  randomId(): Id;
  /** The whole document as it is now. */
  whole(): Uint8Array;
  /** Storage does not work: full, forbidden, or removed by a sign-out in another tab. */
  failed(error: unknown): void;
}

/**
 * One document's copy in this browser. Writes are made one after another; what arrives during one is the next.
 * Another page of the same person may write the same copy: each adds its own updates, and Yjs merges them.
 */
export class LocalCopy {
  readonly #options: LocalCopyOptions;
  #generation: Id;
  #rows: number[] = [];
  #updates: Uint8Array[] = [];
  #words = new Map<string, JournalledWords>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: LocalCopyOptions) {
    this.#options = options;
    this.#generation = options.randomId();
  }

  /** What an earlier visit left, or null when storage does not work. */
  async load(): Promise<StoredReplica | null> {
    const { storage, meetingId, slot } = this.#options;
    let stored: StoredReplica | null = null;
    await this.#then(async () => {
      stored = await storage.loadReplica(meetingId, slot, this.#generation);
      this.#generation = stored.generation;
      this.#rows = stored.updates.map(({ row }) => row);
    });
    return stored;
  }

  /** Keeps a change, and the words in it. */
  keep(update: Uint8Array, words: readonly JournalledWords[]): void {
    const isWriting = this.#updates.length > 0;
    this.#updates.push(update);
    for (const row of words) this.#words.set(row.root, row);
    if (!isWriting) void this.#then(() => this.#write());
  }

  forgetWords(keys: readonly JournalKey[]): void {
    const { storage, meetingId, slot } = this.#options;
    if (keys.length > 0) void this.#then(() => storage.forgetWords(meetingId, slot, keys));
  }

  /** The words that this page has to bring to the server: its own, and those of pages that are gone. */
  async adoptWords(): Promise<readonly JournalledWords[]> {
    const { storage, meetingId, slot, writer } = this.#options;
    let adopted: readonly JournalledWords[] = [];
    await this.#then(async () => {
      adopted = await storage.adoptWords(meetingId, slot, writer, await storage.living());
    });
    return adopted;
  }

  /** Puts another copy in the place of this one, and of what was still to be written of it. */
  rebase(rebased: Omit<RebasedReplica, 'generation' | 'rows'>): void {
    const { storage, meetingId, slot, randomId } = this.#options;
    this.#updates = [];
    this.#words.clear();
    void this.#then(async () => {
      this.#generation = randomId();
      const rows = this.#rows;
      this.#rows = [];
      const row = await storage.rebase(meetingId, slot, { ...rebased, rows, generation: this.#generation });
      if (row !== null) this.#rows.push(row);
    });
  }

  /** Resolves when all that was given is written. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #write(): Promise<void> {
    const updates = this.#updates;
    const words = [...this.#words.values()];
    this.#updates = [];
    this.#words.clear();
    const [only, ...more] = updates;
    // Nothing is left when the copy was dropped meanwhile.
    if (!only) return;
    await this.#append(more.length > 0 ? Y.mergeUpdates(updates) : only, words);
    if (this.#rows.length > compactAbove) await this.#compact();
  }

  async #append(update: Uint8Array, words: readonly JournalledWords[]): Promise<void> {
    const { storage, meetingId, slot, whole } = this.#options;
    let row = await storage.append(meetingId, slot, this.#generation, update, words);
    if (row === null) {
      // Another page dropped the copy we were adding to: begin again with all this page knows.
      this.#generation = (await storage.loadReplica(meetingId, slot, this.#generation)).generation;
      this.#rows = [];
      row = await storage.append(meetingId, slot, this.#generation, whole(), words);
    }
    if (row !== null) this.#rows.push(row);
  }

  async #compact(): Promise<void> {
    const { storage, meetingId, slot, whole } = this.#options;
    const row = await storage.compact(meetingId, slot, this.#generation, this.#rows, whole());
    if (row !== null) this.#rows = [row];
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => this.#options.failed(error));
    return this.#last;
  }
}
