/** Writing my own notes. They live in my own document; the board gets them by command, when they may be seen. */
import {
  cardOf,
  columnOf,
  meetingValue,
  publishedRoot,
  textRoot,
  type Note,
} from '#shared/meeting/retro/model.ts';
import { interfaceLimits, type Id } from '#shared/protocol/index.ts';
import { localOrigin } from '#lib/sync/origins.ts';
import type { BoardConnection } from './connection.ts';
import { viewOf } from './plain-view.ts';
import { ownNotes, type OwnNote } from './projection.ts';
import { Publisher } from './publisher.ts';

export class NoteWriter {
  readonly #connection: BoardConnection;
  readonly #randomId: () => Id;
  readonly #send: (name: string, payload: unknown) => void;
  readonly #publisher: Publisher;

  constructor(
    connection: BoardConnection,
    randomId: () => Id,
    send: (name: string, payload: unknown) => void,
  ) {
    this.#connection = connection;
    this.#randomId = randomId;
    this.#send = send;
    this.#publisher = new Publisher((note) => {
      if (this.#mayShow(note)) send('card.publish', { note });
    });
  }

  /** How many more notes I may write in this meeting. */
  get room(): number {
    return Math.max(0, interfaceLimits.cardsPerPerson - this.#own().length);
  }

  /** A new note at the end of its column. */
  add(column: string, text: string): Id {
    return this.#add([{ id: this.#randomId(), text }], column);
  }

  /** New notes, the first of them nearest to where one writes, as one step. `instead`: a note that they replace. */
  addAll(column: string, texts: readonly string[], instead: Id | null): void {
    const notes = texts.map((text) => ({ id: this.#randomId(), text })).reverse();
    this.#connection.notes.transact(() => {
      if (instead) this.remove(instead);
      if (notes.length > 0) this.#add(notes, column);
    }, localOrigin);
    for (const { id } of notes) if (this.#mayShow(id)) this.#publisher.now(id);
  }

  /** Call after typing in a note that others can see. */
  typed(note: Id): void {
    if (this.#card(note)) this.#publisher.soon(note);
  }

  /** A note's field was left: an empty note goes, a visible one goes out. */
  finish(note: Id): void {
    const text = viewOf(this.#connection.notes).text(textRoot(note));
    if (text.trim() === '') this.remove(note);
    else if (this.#card(note)) this.#publisher.leave(note);
    else if (this.#mayShow(note)) this.#publisher.now(note);
  }

  /** Puts a note into a column, where the newest note stands first: on top, right above another of mine, or (null) last. */
  move(note: Id, column: string, above?: Id | null): void {
    const own = this.#own().filter((other) => other.column === column && other.id !== note);
    const index = own.findIndex(({ id }) => id === above);
    const over = above === null ? own[0] : index < 0 ? undefined : own[index + 1];
    const under = above === null ? undefined : own[index];
    const at =
      under && over ? (under.at + over.at) / 2 : over ? over.at - 1 : under ? under.at + 1 : this.#last() + 1;
    const doc = this.#connection.notes;
    doc.transact(() => doc.getMap<Note>('cards').set(note, { column, at }), localOrigin);
    if (this.#card(note)) this.#publisher.now(note);
  }

  /** Takes a note away, from the board too when it is there. */
  remove(note: Id): void {
    this.#publisher.forget(note);
    if (this.#card(note)) this.#send('card.unpublish', { note });
    const doc = this.#connection.notes;
    doc.transact(() => {
      doc.getMap<Note>('cards').delete(note);
      const text = doc.getText(textRoot(note));
      text.delete(0, text.length);
    }, localOrigin);
  }

  /** After an undo: what others can see of my notes is to be what they say now. */
  settle(): void {
    const board = viewOf(this.#connection.board);
    const columns = meetingValue(board, 'options')?.columns ?? [];
    const own = new Map(this.#own().map((note) => [note.id, note]));
    for (const [note, card] of viewOf(this.#connection.notes).entries(publishedRoot)) {
      const shown = typeof card === 'string' ? cardOf(board, card) : undefined;
      const mine = own.get(note);
      if (!shown) continue;
      if (!mine && !shown.removed) this.#send('card.unpublish', { note });
      const same = mine?.text === shown.text && mine.column === columnOf(shown.column, columns);
      if (mine && (shown.removed ? shown.withdrawn : !same)) this.#publisher.now(note);
    }
  }

  /** Sends out what waits for a pause in the typing. */
  flush(): void {
    this.#publisher.flush();
  }

  #add(notes: readonly { readonly id: Id; readonly text: string }[], column: string): Id {
    const doc = this.#connection.notes;
    const after = this.#last();
    doc.transact(() => {
      for (const [index, { id, text }] of notes.entries()) {
        doc.getMap<Note>('cards').set(id, { column, at: after + 1 + index });
        if (text !== '') doc.getText(textRoot(id)).insert(0, text);
      }
    }, localOrigin);
    return notes[0]?.id ?? '';
  }

  #own(): OwnNote[] {
    const columns = meetingValue(viewOf(this.#connection.board), 'options')?.columns ?? [];
    return ownNotes(viewOf(this.#connection.notes), columns);
  }

  #last(): number {
    return Math.max(0, ...this.#own().map(({ at }) => at));
  }

  #card(note: Id): boolean {
    return viewOf(this.#connection.notes).value(publishedRoot, note) !== undefined;
  }

  /** New notes are shown while grouping, and while writing where notes are not hidden; shown ones change in any step. */
  #mayShow(note: Id): boolean {
    if (this.#card(note)) return true;
    const board = viewOf(this.#connection.board);
    const step = meetingValue(board, 'step');
    const options = meetingValue(board, 'options');
    return step === 'group' || (step === 'write' && options?.hideNotes === false && !options.anonymous);
  }
}
