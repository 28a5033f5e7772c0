/** Writing my own notes. They live in my own document; the board gets them by command, when they may be seen. */
import { meetingValue, publishedRoot, textRoot, type Note } from '#shared/meeting/retro/model.ts';
import type { Id } from '#shared/protocol/index.ts';
import { localOrigin } from '#lib/sync/origins.ts';
import type { BoardConnection } from './connection.ts';
import { viewOf } from './live.ts';
import { ownNotes } from './projection.ts';
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

  /** A new note at the end of its column. */
  add(column: string, text: string): Id {
    const id = this.#randomId();
    const doc = this.#connection.notes;
    doc.transact(() => {
      doc.getMap<Note>('cards').set(id, { column, at: this.#last() + 1 });
      if (text !== '') doc.getText(textRoot(id)).insert(0, text);
    }, localOrigin);
    return id;
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

  /** Puts a note into a column, before another of mine or at the end. */
  move(note: Id, column: string, before: Id | null = null): void {
    const own = ownNotes(viewOf(this.#connection.notes)).filter(
      (other) => other.column === column && other.id !== note,
    );
    const index = own.findIndex(({ id }) => id === before);
    const next = index < 0 ? undefined : own[index];
    const previous = index < 0 ? own.at(-1) : own[index - 1];
    const at = next ? (previous ? (previous.at + next.at) / 2 : next.at - 1) : this.#last() + 1;
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

  /** Sends out what waits for a pause in the typing. */
  flush(): void {
    this.#publisher.flush();
  }

  #last(): number {
    return Math.max(0, ...ownNotes(viewOf(this.#connection.notes)).map(({ at }) => at));
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
