import type { Transaction } from 'yjs';

/**
 * Where a change of a replica comes from, given to Yjs as the transaction's origin. Screens use
 * `localOrigin` (an undo manager tracks it); the other two belong to this folder.
 */
export type Origin =
  /** Somebody typed or moved something here. `again`: these words were refused once and are tried a last time. */
  | { readonly source: 'local'; readonly again: boolean }
  /** Committed by the server. */
  | { readonly source: 'server' }
  /** Kept by this browser from an earlier visit. */
  | { readonly source: 'storage' };

export const localOrigin: Origin = { source: 'local', again: false };
export const restoredOrigin: Origin = { source: 'local', again: true };
export const serverOrigin: Origin = { source: 'server' };
export const storageOrigin: Origin = { source: 'storage' };

/**
 * True for a change made on this page. Yjs's own mark decides, not the origin: an undo manager changes
 * documents under an origin of its own, and that is typing as well.
 */
export function isLocal(transaction: Transaction): boolean {
  return transaction.local;
}
