import * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';
import { Journal } from './journal.ts';
import { LocalCopy } from './local-copy.ts';
import { isLocal, serverOrigin, storageOrigin } from './origins.ts';
import type { JournalKey, JournalledWords, OfferedText, ReplicaStorage, Slot } from './storage.ts';

export interface KeptDocumentOptions {
  readonly storage: ReplicaStorage;
  readonly meetingId: Id;
  readonly slot: Slot;
  /** This page. */
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
  readonly #journal: Journal;
  #doc: Y.Doc;
  #noted: JournalledWords[] = [];
  /** While the new copy is made: it is written whole, in one transaction with what becomes of the words. */
  #isRenewing = false;

  constructor(options: KeptDocumentOptions) {
    this.#options = options;
    const { storage, meetingId, slot } = options;
    this.#copy = new LocalCopy({
      storage,
      meetingId,
      slot,
      writer: options.writer,
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
    // The words first: whoever is gone by now has added nothing since to what is loaded then.
    await this.adoptWords();
    const stored = await this.#copy.load();
    if (!stored) return;
    this.#doc.transact(() => {
      for (const { update } of stored.updates) Y.applyUpdate(this.#doc, update, storageOrigin);
    }, storageOrigin);
  }

  /** Takes over the words of pages that are gone. */
  async adoptWords(): Promise<void> {
    this.#journal.adopt(await this.#copy.adoptWords());
  }

  /** Takes what the server committed. False when something before it is missing. */
  apply(update: Uint8Array): boolean {
    Y.applyUpdate(this.#doc, update, serverOrigin);
    return this.#doc.store.pendingStructs === null;
  }

  /** The server has these words. */
  acknowledge(words: readonly JournalledWords[]): void {
    this.#journal.acknowledge(words);
    this.#copy.forgetWords(words.map(keyOf));
  }

  /**
   * Forgets the words that the server has, by its state vector. Returns those that neither it nor this document
   * has: another page was refused, and dropped the copy that they were in.
   */
  settleWords(vector: Uint8Array): JournalledWords[] {
    const theirs = Y.decodeStateVector(vector);
    const here = Y.decodeStateVector(Y.encodeStateVector(this.#doc));
    const reaches = (known: Map<number, number>) => (row: JournalledWords) =>
      (known.get(row.client) ?? 0) >= row.clock;
    const rows = this.#journal.rows();
    this.acknowledge(rows.filter(reaches(theirs)));
    return rows.filter((row) => !reaches(theirs)(row) && !reaches(here)(row));
  }

  /** Forgets words that were written again or offered. */
  forgetWords(words: readonly JournalledWords[]): void {
    this.#journal.forget(words);
    this.#copy.forgetWords(words.map(keyOf));
  }

  /**
   * Puts a new document, with a new clientID, in the place of this one and of its copy. `restore` writes again what
   * it can of the unacknowledged words and returns the rest, to be offered.
   */
  renew(update: Uint8Array, restore: (words: readonly JournalledWords[]) => OfferedText[]): OfferedText[] {
    const words = this.#journal.rows();
    this.#journal.clear();
    this.#noted = [];
    this.#doc = this.#open();
    this.#isRenewing = true;
    try {
      Y.applyUpdate(this.#doc, update, serverOrigin);
      const offered = restore(words);
      const whole = Y.encodeStateAsUpdate(this.#doc);
      this.#copy.rebase({ update: whole, words: this.#journal.rows(), gone: words.map(keyOf), offered });
      return offered;
    } finally {
      this.#isRenewing = false;
      this.#noted = [];
    }
  }

  /** Forgets the words, which are offered, and drops the copy, while screens go on showing the document. */
  release(offered: readonly OfferedText[]): void {
    const gone = this.#journal.rows().map(keyOf);
    this.#journal.clear();
    this.#copy.rebase({ update: null, words: [], gone, offered });
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
      this.#copy.forgetWords(absorbed.map(keyOf));
    });
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (doc !== this.#doc || origin === storageOrigin) return;
      if (isBoard && isLocal(transaction)) throw new Error('Only the server writes the board.');
      const words = this.#noted;
      this.#noted = [];
      if (!this.#isRenewing) this.#copy.keep(update, words);
      if (isLocal(transaction)) this.#options.edited(update);
    });
    return doc;
  }
}

function keyOf({ writer, root, revision }: JournalKey): JournalKey {
  return { writer, root, revision };
}
