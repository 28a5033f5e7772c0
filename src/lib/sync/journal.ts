import * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';
import { restoredOrigin } from './origins.ts';
import type { JournalKey, JournalledWords, Slot } from './storage.ts';

/** Every kind of meeting files a person's notes under their ids in this root map of `notes`. */
export const cardsRoot = 'cards';

/** The card a text belongs to: `text:{cardId}`, `title:{cardId}`, `talk:{cardId}`. */
export function cardOfRoot(root: string): string {
  return root.slice(root.indexOf(':') + 1);
}

/**
 * The words that the server has not acknowledged, kept outside the document: a refused document goes, and Yjs
 * forgets in silence what was typed into something that another replica removed.
 */
export class Journal {
  readonly #writer: Id;
  readonly #slot: Slot;
  readonly #rows = new Map<string, JournalledWords>();
  #revision = 0;

  /** `writer` is this page. Rows of other writers are those that pages left behind which are gone. */
  constructor(writer: Id, slot: Slot) {
    this.#writer = writer;
    this.#slot = slot;
  }

  /** Takes rows that storage kept, unless there are newer ones here. */
  adopt(rows: readonly JournalledWords[]): void {
    for (const row of rows) {
      if (!this.#rows.has(nameOf(row))) this.#rows.set(nameOf(row), row);
    }
  }

  rows(): readonly JournalledWords[] {
    return [...this.#rows.values()];
  }

  /**
   * Notes down the texts that a local transaction changed. Call it in Yjs's `afterTransaction`, when what the
   * transaction deleted can still be read. `absorbed` are rows of earlier pages that the new ones contain: those whose
   * edits this document holds. The others wait for the server's word, as their copy may be gone with a refused one.
   */
  note(transaction: Y.Transaction): { written: JournalledWords[]; absorbed: JournalledWords[] } {
    const written: JournalledWords[] = [];
    const absorbed: JournalledWords[] = [];
    for (const type of transaction.changed.keys()) {
      if (!(type instanceof Y.Text) || type._item !== null) continue;
      const root = Y.findRootTypeKey(type);
      const inherited = this.rows().filter(
        (row) => row.root === root && row.writer !== this.#writer && holds(transaction.doc, row),
      );
      const known = this.#rows.get(nameOf({ writer: this.#writer, root })) ?? inherited[0];
      for (const row of inherited) this.#rows.delete(nameOf(row));
      absorbed.push(...inherited);
      this.#revision += 1;
      const row: JournalledWords = {
        writer: this.#writer,
        holder: this.#writer,
        root,
        client: transaction.doc.clientID,
        clock: Y.getState(transaction.doc.store, transaction.doc.clientID),
        revision: this.#revision,
        base: known ? known.base : textBefore(type, transaction),
        text: type.toString(),
        card: this.#slot === 'notes' ? transaction.doc.getMap(cardsRoot).get(cardOfRoot(root)) : undefined,
        again: transaction.origin === restoredOrigin || (known?.again ?? false),
      };
      this.#rows.set(nameOf(row), row);
      written.push(row);
    }
    return { written, absorbed };
  }

  /** Forgets all rows. Revisions go on: what is still to be written of the old ones must not meet the new ones. */
  clear(): void {
    this.#rows.clear();
  }

  /** Forgets the given rows. */
  forget(rows: readonly JournalledWords[]): void {
    for (const row of rows) this.#rows.delete(nameOf(row));
  }

  /** The server has these. What was typed since stays, now on top of what it has. */
  acknowledge(sent: readonly JournalledWords[]): void {
    for (const row of sent) {
      const name = nameOf(row);
      const present = this.#rows.get(name);
      if (present?.revision === row.revision) this.#rows.delete(name);
      else if (present) this.#rows.set(name, { ...present, base: row.text, again: false });
    }
  }
}

function nameOf({ writer, root }: Pick<JournalKey, 'writer' | 'root'>): string {
  return `${writer} ${root}`;
}

function holds(doc: Y.Doc, { client, clock }: JournalledWords): boolean {
  return Y.getState(doc.store, client) >= clock;
}

/** What a text held before a transaction that is just over. */
function textBefore(type: Y.Text, { beforeState, deleteSet }: Y.Transaction): string {
  let text = '';
  for (let item = type._start; item; item = item.right) {
    const isNew = item.id.clock >= (beforeState.get(item.id.client) ?? 0);
    const wasThere = !isNew && (!item.deleted || Y.isDeleted(deleteSet, item.id));
    if (wasThere && item.content instanceof Y.ContentString) text += item.content.str;
  }
  return text;
}
