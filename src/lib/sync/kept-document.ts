import * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';
import { Journal } from './journal.ts';
import { LocalCopy } from './local-copy.ts';
import { isLocal, serverOrigin, storageOrigin } from './origins.ts';
import type { JournalledWords, ReplicaStorage, Slot } from './storage.ts';

export interface KeptDocumentOptions {
  readonly storage: ReplicaStorage;
  readonly meetingId: Id;
  readonly slot: Slot;
  /** This page load. */
  readonly writer: Id;
  randomId(): Id;
  /** Somebody edited here. */
  edited(update: Uint8Array): void;
  storageFailed(error: unknown): void;
}

/** A Yjs document with its copy in this browser and the journal of its unacknowledged words. */
export class KeptDocument {
  readonly #options: KeptDocumentOptions;
  readonly #copy: LocalCopy;
  #journal: Journal;
  #doc: Y.Doc;
  #noted: JournalledWords[] = [];

  constructor(options: KeptDocumentOptions) {
    this.#options = options;
    const { storage, meetingId, slot } = options;
    this.#copy = new LocalCopy({
      storage,
      meetingId,
      slot,
      randomId: () => options.randomId(),
      whole: () => Y.encodeStateAsUpdate(this.#doc),
      failed: (error) => options.storageFailed(error),
    });
    this.#journal = new Journal(options.writer, slot);
    this.#doc = this.#open();
  }

  /** The present document: `renew` puts another in its place. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  /** Words that the server has not acknowledged. */
  get words(): readonly JournalledWords[] {
    return this.#journal.rows();
  }

  /** Brings up what an earlier visit left. */
  async load(): Promise<void> {
    const stored = await this.#copy.load();
    if (!stored) return;
    this.#doc.transact(() => {
      for (const { update } of stored.updates) Y.applyUpdate(this.#doc, update, storageOrigin);
    }, storageOrigin);
    this.#journal.adopt(stored.words);
  }

  /** Takes what the server committed. False when something before it is missing. */
  apply(update: Uint8Array): boolean {
    Y.applyUpdate(this.#doc, update, serverOrigin);
    return this.#doc.store.pendingStructs === null;
  }

  /** The server has these words. */
  acknowledge(words: readonly JournalledWords[]): void {
    this.#journal.acknowledge(words);
    this.#copy.forgetWords(words.map(({ writer, root, revision }) => ({ writer, root, revision })));
  }

  /**
   * The unacknowledged words, to be written again or offered back, by this page alone: what an earlier page left
   * is another open page's as much as ours, and storage gives each row to one of them.
   */
  async takeWords(): Promise<JournalledWords[]> {
    const before = this.#journal.rows();
    const taken = before.length > 0 ? await this.#copy.takeWords(before) : [];
    const own = this.#journal.rows().filter((row) => {
      if (!this.#journal.isOwn(row)) return false;
      // Without storage, or typed while it was asked, they can only be ours.
      const isNew = !before.some(({ writer, root, revision }) => {
        return writer === row.writer && root === row.root && revision === row.revision;
      });
      return isNew || taken === null || taken.some(({ writer, root }) => writer === row.writer && root === row.root);
    });
    return [...own, ...(taken ?? []).filter((row) => !this.#journal.isOwn(row))];
  }

  /** Drops document, journal and copy. A new document, with a new clientID, begins with `update`. */
  renew(update: Uint8Array | null): void {
    this.#journal = new Journal(this.#options.writer, this.#options.slot);
    this.#noted = [];
    this.#copy.drop();
    this.#doc = this.#open();
    if (update) Y.applyUpdate(this.#doc, update, serverOrigin);
  }

  /** Forgets the words and drops the copy, while screens go on showing the document. */
  release(): void {
    this.#journal = new Journal(this.#options.writer, this.#options.slot);
    this.#copy.drop();
  }

  /** Resolves when everything is written to this browser's storage. */
  settled(): Promise<void> {
    return this.#copy.settled();
  }

  #open(): Y.Doc {
    const doc = new Y.Doc();
    const isBoard = this.#options.slot === 'board';
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (doc !== this.#doc || isBoard || !isLocal(transaction)) return;
      const { written, absorbed } = this.#journal.note(transaction);
      this.#noted.push(...written);
      this.#copy.forgetWords(absorbed.map(({ writer, root, revision }) => ({ writer, root, revision })));
    });
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (doc !== this.#doc || origin === storageOrigin) return;
      if (isBoard && isLocal(transaction)) throw new Error('Only the server writes the board.');
      const words = this.#noted;
      this.#noted = [];
      this.#copy.keep(update, words);
      if (isLocal(transaction)) this.#options.edited(update);
    });
    return doc;
  }
}
