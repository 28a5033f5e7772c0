/** The one bridge from Yjs and the connection to Svelte: reading here in an effect reads again after every change. */
import { createSubscriber } from 'svelte/reactivity';
import type * as Y from 'yjs';
import type { DocumentView } from '#shared/meeting/kind.ts';
import type { BoardConnection } from './connection.ts';

export type DocumentSlot = 'board' | 'table' | 'notes';

/** A document as plain values. */
export function viewOf(doc: Y.Doc): DocumentView {
  return {
    value: (root, key): unknown => doc.getMap(root).get(key),
    entries: (root) => doc.getMap(root).entries(),
    text: (root) => doc.getText(root).toString(),
  };
}

/** Calls `changed` after every change of a document, whichever object it is at the time. */
export function watch(connection: BoardConnection, slot: DocumentSlot, changed: () => void): () => void {
  let doc = connection[slot];
  doc.on('update', changed);
  const stop = connection.on('replaced', () => {
    doc.off('update', changed);
    doc = connection[slot];
    doc.on('update', changed);
    changed();
  });
  return () => {
    stop();
    doc.off('update', changed);
  };
}

/** Reactive views of a meeting's documents, and of its connection. */
export class LiveMeeting {
  readonly #connection: BoardConnection;
  readonly #follow: Record<DocumentSlot | 'connection', () => void>;

  constructor(connection: BoardConnection) {
    this.#connection = connection;
    const document = (slot: DocumentSlot) => createSubscriber((update) => watch(connection, slot, update));
    this.#follow = {
      board: document('board'),
      table: document('table'),
      notes: document('notes'),
      connection: createSubscriber((update) => connection.on('change', update)),
    };
  }

  get board(): DocumentView {
    this.#follow.board();
    return viewOf(this.#connection.board);
  }

  get table(): DocumentView {
    this.#follow.table();
    return viewOf(this.#connection.table);
  }

  get notes(): DocumentView {
    this.#follow.notes();
    return viewOf(this.#connection.notes);
  }

  get connection(): Omit<BoardConnection, DocumentSlot> {
    this.#follow.connection();
    return this.#connection;
  }
}
