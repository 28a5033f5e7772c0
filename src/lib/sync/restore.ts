import * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';
import { cardOfRoot, cardsRoot } from './journal.ts';
import { restoredOrigin } from './origins.ts';
import type { JournalledWords, OfferedText, Slot } from './storage.ts';
import { applyTextEdit, textEdit } from './text-binding.ts';

/** Where words are put again. */
export interface RestorePlace {
  readonly slot: Slot;
  /** The document as the server has it. */
  readonly doc: Y.Doc;
  /** The cards that were published: titles and talks of others make no sense. */
  readonly board: Y.Doc;
  /** False when the server would refuse them again: all are offered back. */
  readonly writable: boolean;
  randomId(): Id;
}

/**
 * Writes refused words again as new intents where they still make sense, and returns those that can only be
 * offered back. Words that were written again once before are always offered: nothing is tried for ever.
 */
export function restoreWords(place: RestorePlace, words: readonly JournalledWords[]): OfferedText[] {
  const offered: OfferedText[] = [];
  place.doc.transact(() => {
    for (const lost of words) {
      if (lost.text === lost.base || lost.text.trim() === '') continue;
      const done = place.writable && !lost.again && restore(place, lost);
      if (!done) offered.push(offer(place.slot, lost, place.randomId()));
    }
  }, restoredOrigin);
  return offered;
}

/** Words as they are offered back. */
export function offer(slot: Slot, lost: JournalledWords, id: Id): OfferedText {
  return { id, text: lost.text, where: { in: slot === 'notes' ? 'notes' : 'table', name: lost.root } };
}

function restore(place: RestorePlace, lost: JournalledWords): boolean {
  const card = cardOfRoot(lost.root);
  const cards = (place.slot === 'notes' ? place.doc : place.board).getMap(cardsRoot);
  const text = place.doc.getText(lost.root);
  const present = text.toString();
  if (cards.has(card)) {
    if (present === lost.text) return true;
    if (present === lost.base) {
      applyTextEdit(text, lost.base, lost.text);
      return true;
    }
    if (place.slot !== 'notes') return append(text, present, lost);
  }
  if (place.slot !== 'notes' || lost.card === undefined) return false;
  const id = place.randomId();
  cards.set(id, lost.card);
  place.doc.getText(lost.root.replace(card, id)).insert(0, lost.text);
  return true;
}

/** Others went on writing in this text: what was added comes behind their words. */
function append(text: Y.Text, present: string, lost: JournalledWords): boolean {
  const added = addedWords(lost);
  if (added === '' || present.includes(lost.text)) return true;
  const gap = present === '' ? '' : `${present}${added}`.includes('\n') ? '\n' : ' ';
  text.insert(text.length, gap + added);
  return true;
}

/** What the person added, in whole words: the least edit may begin or end within one. */
function addedWords({ base, text }: JournalledWords): string {
  const edit = textEdit(base, text);
  if (!edit || edit.insert === '') return '';
  const before = /\S*$/.exec(text.slice(0, edit.at))?.[0] ?? '';
  const behind = /^\S*/.exec(text.slice(edit.at + edit.insert.length))?.[0] ?? '';
  return `${before}${edit.insert}${behind}`.trim();
}
