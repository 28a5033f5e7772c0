import type * as Y from 'yjs';
import type { DocumentView } from '#shared/meeting/kind.ts';

/** A document as plain values, as it is now. */
export function viewOf(doc: Y.Doc): DocumentView {
  return {
    value: (root, key): unknown => doc.getMap(root).get(key),
    entries: (root) => doc.getMap(root).entries(),
    text: (root) => textOf(doc, root),
  };
}

/** The words under a root. Asking does not make a text of a root that nobody wrote in. */
export function textOf(doc: Y.Doc, root: string): string {
  return doc.share.has(root) ? doc.getText(root).toString() : '';
}
