/** A shared text as a text field sees it: words, edits, and other people's changes. */
import type * as Y from 'yjs';
import { localOrigin } from '#lib/sync/origins.ts';
import { applyTextEdit, caretAfter, type DeltaStep } from '#lib/sync/text-binding.ts';
import type { BoardConnection } from './connection.ts';
import type { DocumentSlot } from './live.ts';

export interface EditableText {
  read(): string;
  /** Writes what changed between two values of a field. `caret` is where it stands in `after`. */
  write(before: string, after: string, caret: number): void;
  /** Calls `changed` when the words changed elsewhere; `moved` says where a caret belongs now. */
  listen(changed: (moved: (caret: number) => number) => void): () => void;
}

/** A shared text whose own changes can be followed too, by what is drawn over it. */
export interface FollowedText extends EditableText {
  /** As `listen`, for every change, one's own too. */
  follow(changed: (moved: (caret: number) => number) => void): () => void;
}

/** The text under `root` of a document, whichever object the document is at the time. */
export function editableText(connection: BoardConnection, slot: DocumentSlot, root: string): FollowedText {
  const text = () => connection[slot].getText(root);
  let writing = false;
  const observe = (changed: (moved: (caret: number) => number) => void) => {
    const heard = (event: Y.YTextEvent) => changed((caret) => caretAfter(stepsOf(event), caret));
    let present = text();
    present.observe(heard);
    const stop = connection.on('replaced', () => {
      present.unobserve(heard);
      present = text();
      present.observe(heard);
      changed((caret) => caret);
    });
    return () => {
      stop();
      present.unobserve(heard);
    };
  };
  return {
    read: () => text().toString(),
    write(before, after, caret) {
      writing = true;
      connection[slot].transact(() => applyTextEdit(text(), before, after, caret), localOrigin);
      writing = false;
    },
    listen: (changed) => observe((moved) => !writing && changed(moved)),
    follow: observe,
  };
}

function stepsOf({ delta }: Y.YTextEvent): DeltaStep[] {
  return delta.map(({ insert, retain, delete: removed }) => {
    if (insert !== undefined) return { insert };
    return retain === undefined ? { delete: removed ?? 0 } : { retain };
  });
}
