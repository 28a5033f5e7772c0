/** One document of one meeting as this node has it: a Yjs document, its version in the log, whose clientIDs are whose. */
import * as Y from 'yjs';
import type { DocumentView, MapWrite, TextWrite } from '#shared/meeting/index.ts';
import type { DocumentName, Id } from '#shared/protocol/index.ts';

/** Why a transaction happened; switches look at `source` and at nothing else. */
export type ReplicaOrigin =
  { readonly source: 'log' } | { readonly source: 'gate' } | { readonly source: 'command' };

const fromLog: ReplicaOrigin = { source: 'log' };

export class Replica {
  readonly name: DocumentName;
  /** A rebuilt replica is a new one: its clientID is never used again after a commit that is in doubt. */
  readonly doc = new Y.Doc();
  /** The document's version in the log; what is applied beyond it waits for its commit. */
  version: number;
  readonly writers = new Map<number, Id>();
  readonly view: DocumentView;
  #names = new Map<unknown, string>();
  #encoded: Uint8Array | null = null;
  #vector: Uint8Array | null = null;

  constructor(name: DocumentName, version: number, updates: readonly Uint8Array[]) {
    this.name = name;
    this.version = version;
    this.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update, fromLog);
    }, fromLog);
    // A snapshot alone is the whole document, encoded: the first to come in after a start need not wait for another.
    const [only, ...more] = updates;
    if (only && more.length === 0) this.#encoded = only;
    this.view = viewOf(this.doc);
  }

  /** Applies what the log holds. */
  applyLogged(update: Uint8Array, version: number): void {
    Y.applyUpdate(this.doc, update, fromLog);
    this.#forget();
    this.version = version;
  }

  /** Runs `change` as one transaction and returns its one update, or null when nothing changed. */
  transact(origin: ReplicaOrigin, change: () => void): Uint8Array | null {
    let update: Uint8Array | null = null;
    const keep = (bytes: Uint8Array) => {
      update = bytes;
    };
    this.doc.on('update', keep);
    try {
      this.doc.transact(change, origin);
    } finally {
      this.doc.off('update', keep);
      this.#forget();
    }
    return update;
  }

  /** Server-side writes to root maps and texts, as one update. */
  write(writes: readonly (MapWrite | TextWrite)[]): Uint8Array | null {
    return this.transact({ source: 'command' }, () => {
      for (const write of writes) {
        if ('text' in write) this.#setText(write);
        else this.#setValue(write);
      }
    });
  }

  /** What somebody lacks who has `vector`; the whole document is encoded once per version for everybody who comes new. */
  encodeSince(vector: Uint8Array | undefined): Uint8Array {
    if (vector && vector.length > 1) return Y.encodeStateAsUpdate(this.doc, vector);
    this.#encoded ??= Y.encodeStateAsUpdate(this.doc);
    return this.#encoded;
  }

  vector(): Uint8Array {
    this.#vector ??= Y.encodeStateVector(this.doc);
    return this.#vector;
  }

  clock(client: number): number {
    return Y.getState(this.doc.store, client);
  }

  /** The root's name behind a type, from a map kept as roots appear: Yjs itself would search all of them. */
  rootName(type: unknown): string | undefined {
    if (this.#names.size !== this.doc.share.size) {
      this.#names = new Map([...this.doc.share].map(([name, root]) => [root, name]));
    }
    return this.#names.get(type) ?? this.#renamed(type);
  }

  destroy(): void {
    this.doc.destroy();
  }

  /** Yjs puts another object in place of a root when it is first asked for by its type. */
  #renamed(type: unknown): string | undefined {
    this.#names = new Map([...this.doc.share].map(([name, root]) => [root, name]));
    return this.#names.get(type);
  }

  #setValue({ root, key, value }: MapWrite): void {
    const map = this.doc.getMap(root);
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }

  #setText({ text: root, value }: TextWrite): void {
    const text = this.doc.getText(root);
    text.delete(0, text.length);
    text.insert(0, value);
  }

  #forget(): void {
    this.#encoded = null;
    this.#vector = null;
  }
}

function viewOf(doc: Y.Doc): DocumentView {
  return {
    value: (root, key) => (doc.share.has(root) ? doc.getMap(root).get(key) : undefined),
    entries: (root) => (doc.share.has(root) ? doc.getMap(root).entries() : []),
    // `toString` builds text in a loop of additions; texts here are short.
    text: (root) => (doc.share.has(root) ? doc.getText(root).toString() : ''),
  };
}
