/** A real Yjs replica, fed after the run with what one client received: the judge of convergence. */
import * as Y from 'yjs';

/** Applies `updates` in order and returns the words of the given texts. */
export function replay(updates: readonly Uint8Array[], texts: readonly string[]): Map<string, string> {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs !== null) throw new Error('a replica holds structs whose past never came');
  const words = new Map(texts.map((name) => [name, doc.getText(name).toString()]));
  doc.destroy();
  return words;
}

/** The first text in which two replicas differ, or undefined when they are the same. */
export function difference(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): string | undefined {
  for (const [name, words] of a) if (b.get(name) !== words) return name;
  return undefined;
}
