import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import type { EditableText } from './editable-text.ts';

type Field = HTMLTextAreaElement | HTMLInputElement;

/**
 * Ties a text field to a shared text. While an input method composes, the field is left alone; what was composed
 * and what came meanwhile are merged when it ends.
 */
export function bindText(text: EditableText): Attachment<Field> {
  return (field) => untrack(() => bind(field, text));
}

function bind(field: Field, text: EditableText): () => void {
  let known = text.read();
  let composing = false;
  field.value = known;
  // Undo and redo of such a field are the board's, not the browser's: see History.svelte.
  field.dataset.shared = '';

  const write = () => {
    if (composing || field.value === known) return;
    const before = known;
    known = field.value;
    text.write(before, known, field.selectionEnd ?? known.length);
    const merged = text.read();
    if (merged !== known) show(merged, (caret) => caret);
  };
  const show = (words: string, moved: (caret: number) => number) => {
    const [start, end] = [field.selectionStart ?? words.length, field.selectionEnd ?? words.length];
    known = words;
    field.value = words;
    if (field.ownerDocument.activeElement === field) field.setSelectionRange(moved(start), moved(end));
  };
  const start = () => (composing = true);
  const end = () => {
    composing = false;
    write();
  };

  field.addEventListener('input', write);
  field.addEventListener('compositionstart', start);
  field.addEventListener('compositionend', end);
  const stop = text.listen((moved) => {
    if (!composing) show(text.read(), moved);
  });
  return () => {
    stop();
    field.removeEventListener('input', write);
    field.removeEventListener('compositionstart', start);
    field.removeEventListener('compositionend', end);
  };
}
