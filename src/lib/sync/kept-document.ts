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
  /** This page load. */
  readonly writer: Id;
  randomId(): Id;
  /** Somebody edited here. */
  edited(update: Uint8Array): void;
  storageFailed(error: unknown): void;
}

/** Words that are this page's to write again or to offer back, and the rows they stood in. */
export interface ClaimedWords {
  readonly words: readonly JournalledWords[];
  readonly gone: readonly JournalKey[];
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
    this.#copy.forgetWords(words.map(keyOf));
  }

  /**
   * The unacknowledged words, to be written again or offered back, by this page alone: what an earlier page left
   * is another open page's as much as ours, and storage gives each row to one of them.
   */
  async claimWords(): Promise<ClaimedWords> {
    const before = this.#journal.rows();
    const claims = before.map(({ writer, root }) => ({ writer, root, heir: this.#options.randomId() }));
    const claimed = claims.length > 0 ? await this.#copy.claimWords(claims) : [];
    const words = this.#journal.rows().filter((row) => {
      if (!this.#journal.isOwn(row)) return false;
      const at = before.findIndex(({ writer, root }) => writer === row.writer && root === row.root);
      // Without storage, or typed while it was asked, they can only be ours.
      return claimed === null || before[at]?.revision !== row.revision || Boolean(claimed[at]);
    });
    for (const [at, row] of before.entries()) {
      const heir = claimed?.[at];
      if (heir && !this.#journal.isOwn(row)) words.push(heir);
    }
    return { words, gone: [...before, ...(claimed ?? [])].filter((row) => row !== null) };
  }

  /**
   * Puts a new document, with a new clientID, in the place of this one and of its copy. `restore` writes again what
   * it can of the claimed words and returns the rest, to be offered.
   */
  renew(update: Uint8Array, claimed: ClaimedWords, restore: () => OfferedText[]): OfferedText[] {
    // Words that came while the server was asked stand in the old rows as well.
    const gone = [...claimed.gone, ...this.#journal.rows()].map(keyOf);
    this.#journal.clear();
    this.#noted = [];
    this.#doc = this.#open();
    this.#isRenewing = true;
    try {
      Y.applyUpdate(this.#doc, update, serverOrigin);
      const offered = restore();
      const whole = Y.encodeStateAsUpdate(this.#doc);
      this.#copy.rebase({ update: whole, words: this.#journal.rows(), gone, offered });
      return offered;
    } finally {
      this.#isRenewing = false;
      this.#noted = [];
    }
  }

  /** Forgets the words, which are offered, and drops the copy, while screens go on showing the document. */
  release(claimed: ClaimedWords, offered: readonly OfferedText[]): void {
    const gone = [...claimed.gone, ...this.#journal.rows()].map(keyOf);
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
