/** From what a text field holds to edits of a shared text, and back to where the caret belongs. Pure. */
import type { Text } from 'yjs';

/** `remove` code units at `at`, then `insert` there. */
export interface TextEdit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** One step of a Yjs text delta. */
export interface DeltaStep {
  readonly insert?: string | object;
  readonly delete?: number;
  readonly retain?: number;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * The least edit that makes `after` of `before`, or null when they are equal. `caret` is where the caret stands
 * in `after`: among repeated letters ("aa" → "aaa") it tells which one is new. A surrogate pair is never cut.
 */
export function textEdit(before: string, after: string, caret = after.length): TextEdit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  // What stands behind the caret was there before; so the suffix is matched first, but not beyond the caret.
  const behind = Math.min(shorter, Math.max(0, after.length - caret));
  let suffix = 0;
  while (suffix < behind && sameFromEnd(before, after, suffix)) suffix += 1;
  let prefix = 0;
  while (prefix < shorter - suffix && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix += 1;
  while (suffix < shorter - prefix && sameFromEnd(before, after, suffix)) suffix += 1;
  if (prefix > 0 && isHighSurrogate(after.charCodeAt(prefix - 1))) prefix -= 1;
  if (suffix > 0 && isLowSurrogate(after.charCodeAt(after.length - suffix))) suffix -= 1;
  return {
    at: prefix,
    remove: before.length - suffix - prefix,
    insert: after.slice(prefix, after.length - suffix),
  };
}

function sameFromEnd(before: string, after: string, back: number): boolean {
  return before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back);
}

/**
 * Writes the difference between what a field held and what it holds now into `text`. Call it in a transaction with
 * `localOrigin`. When `text` has moved on from `before`, say because somebody else's words came while an input method
 * was composing, the edit is still the person's own and nobody else's words are touched.
 */
export function applyTextEdit(text: Text, before: string, after: string, caret?: number): void {
  const edit = textEdit(before, after, caret);
  if (!edit) return;
  const now = text.toString();
  const moved = now === before ? null : textEdit(before, now);
  const at = moved ? Math.min(shift(edit.at, moved), now.length) : edit.at;
  // Only what is still there as the person saw it is removed: nobody else's words.
  const untouched = !moved || edit.at + edit.remove <= moved.at || edit.at >= moved.at + moved.remove;
  if (edit.remove > 0 && untouched) text.delete(at, edit.remove);
  if (edit.insert !== '') text.insert(at, edit.insert);
}

function shift(at: number, edit: TextEdit): number {
  if (at < edit.at) return at;
  return Math.max(edit.at, at - edit.remove) + edit.insert.length;
}

/** Where the caret belongs after somebody else's change. Words that come in at the caret go behind it. */
export function caretAfter(delta: readonly DeltaStep[], caret: number): number {
  let at = 0;
  let moved = caret;
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain;
    else if (step.delete !== undefined) moved -= Math.max(0, Math.min(step.delete, moved - at));
    else {
      const length = typeof step.insert === 'string' ? step.insert.length : 1;
      if (at < moved) moved += length;
      at += length;
    }
  }
  return moved;
}
