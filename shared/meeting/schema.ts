/**
 * The shape of a co-edited document: which roots exist, and what each may hold. Roots are never nested, so
 * that the parent of every struct is a root and the gate can judge it without building a type.
 */
/** A document as plain values: roots that are maps, and texts by name. */
export interface DocumentView {
  /** The value under a key of a root map. */
  value(root: string, key: string): unknown;
  /** All entries of a root map. */
  entries(root: string): Iterable<[string, unknown]>;
  /** The text of a root, '' when nobody wrote there. */
  text(root: string): string;
}

/** A root map: keys to plain values. */
export interface MapShape {
  readonly type: 'map';
  readonly maxKeys: number;
  /** Whether `value` may stand under `key`; `unknown` when it names what another node may know. */
  accepts(key: string, value: unknown): boolean | 'unknown';
}

/** A root text: plain strings, no formats, no embeds. */
export interface TextShape {
  readonly type: 'text';
  /** UTF-16 code units that may be visible at once. */
  readonly maxLength: number;
}

export type RootShape = MapShape | TextShape;

/** The shape of a root, by its name: `unknown` when only this `board` does not know it (another node's may), `undefined` when it never can be. */
export type RootOf = (name: string, board: DocumentView) => RootShape | 'unknown' | undefined;

/** The schemas of the documents people write; `board` is the server's and needs none. */
export interface DocumentSchemas {
  readonly table: RootOf;
  readonly notes: RootOf;
}
