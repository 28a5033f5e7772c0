import * as Y from 'yjs';
import { localOrigin } from '#lib/sync/origins.ts';

/** Typing without such a pause is one step. */
const pauseMs = 700;

/** What can be undone in a document: edits that were made on this page, in steps that a person would name. */
export function undoOf(doc: Y.Doc): Y.UndoManager {
  const manager: Y.UndoManager = new Y.UndoManager(doc, {
    trackedOrigins: new Set<unknown>([localOrigin]),
    captureTimeout: pauseMs,
    captureTransaction: (transaction) => {
      if (transaction.changed.size === 0) return false;
      // A move, a new note, a deletion is a step of its own, however quickly it follows.
      if (transaction.origin === localOrigin && changesMap(transaction)) manager.stopCapturing();
      return true;
    },
  });
  return manager;
}

function changesMap(transaction: Y.Transaction): boolean {
  return [...transaction.changed.values()].some((keys) => [...keys].some((key) => key !== null));
}
