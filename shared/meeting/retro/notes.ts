/** Own cards, and how they come to the board. */
import type { Id } from '../../protocol/index.ts';
import type { Brought, DocumentView, MapWrite, MeetingView, Randomness, TextWrite } from '../kind.ts';
import { shuffle } from '../parts/shuffle.ts';
import {
  cardOf,
  columnOf,
  meetingValue,
  noteSchema,
  publishedRoot,
  textRoot,
  type Card,
  type Note,
} from './model.ts';
import type { Column } from './options.ts';

/** A person's note with its words. */
export interface WrittenNote {
  readonly memberId: Id;
  readonly id: Id;
  readonly column: string;
  readonly at: number;
  readonly text: string;
  /** The card on `board`, once published. */
  readonly card: Id | undefined;
}

/** One note of a member, or undefined when there is none (any more). */
export function noteOf(memberId: Id, id: Id, view: MeetingView): WrittenNote | undefined {
  const notes = view.notes.get(memberId);
  return notes && readNote(memberId, id, notes.value('cards', id), notes);
}

/** All notes that have words. */
export function* writtenNotes(view: MeetingView): Iterable<WrittenNote> {
  for (const [memberId, notes] of view.notes) {
    for (const [id, value] of notes.entries('cards')) {
      const note = readNote(memberId, id, value, notes);
      if (note && note.text.trim() !== '') yield note;
    }
  }
}

function readNote(memberId: Id, id: Id, value: unknown, notes: DocumentView): WrittenNote | undefined {
  const note = noteSchema.safeParse(value);
  if (!note.success) return undefined;
  const card = notes.value(publishedRoot, id);
  return {
    memberId,
    id,
    column: note.data.column,
    at: note.data.at,
    text: notes.text(textRoot(id)),
    card: typeof card === 'string' ? card : undefined,
  };
}

export interface Publication {
  readonly board: MapWrite[];
  readonly notes: { memberId: Id; writes: (MapWrite | TextWrite)[] }[];
}

/**
 * Puts notes on the board: new ones in shuffled order behind what is there, changed ones in their place, one that its
 * author took off and wants back too; what the facilitator took off stays off. In an
 * anonymous meeting a new card gets a fresh id and no author; the link lives in its author's `notes` alone.
 */
export function publish(notes: readonly WrittenNote[], view: MeetingView, random: Randomness): Publication {
  const anonymous = meetingValue(view.board, 'options')?.anonymous ?? false;
  const columns = meetingValue(view.board, 'options')?.columns ?? [];
  const publication: Publication = { board: [], notes: [] };
  let last = 0;
  for (const [, card] of view.board.entries('cards') as Iterable<[Id, Card]>) last = Math.max(last, card.at);

  for (const note of notes) {
    const card = note.card === undefined ? undefined : cardOf(view.board, note.card);
    if (!note.card || !card || (card.removed && !card.withdrawn)) continue;
    const column = columnOf(note.column, columns);
    if (card.removed || card.text !== note.text || card.column !== column) {
      const { at, author } = card;
      const value: Card = { column, text: note.text, at, ...(author === undefined ? {} : { author }) };
      publication.board.push({ root: 'cards', key: note.card, value });
    }
  }
  for (const note of shuffle(
    notes.filter(({ card }) => card === undefined),
    random,
  )) {
    const id = anonymous || cardOf(view.board, note.id) ? random.id() : note.id;
    last += 1;
    const card: Card = {
      column: columnOf(note.column, columns),
      text: note.text,
      at: last,
      ...(anonymous ? {} : { author: note.memberId }),
    };
    publication.board.push({ root: 'cards', key: id, value: card });
    publication.notes.push({
      memberId: note.memberId,
      writes: [{ root: publishedRoot, key: note.id, value: id }],
    });
  }
  return publication;
}

/** What people brought from elsewhere, as hidden notes of theirs in the first column. */
export function broughtNotes(
  brought: readonly Brought[],
  columns: readonly Column[],
  random: Randomness,
): Publication['notes'] {
  const [first] = columns;
  if (!first) return [];
  return brought.map(({ memberId, text }, at) => {
    const id = random.id();
    const note: Note = { column: first.id, at };
    return {
      memberId,
      writes: [
        { root: 'cards', key: id, value: note },
        { text: textRoot(id), value: text },
      ],
    };
  });
}
