/** Somebody who types: real Yjs updates, made before the clock runs. */
import * as Y from 'yjs';
import { markerText, maxAuthors } from './marker.ts';

/** Makes the updates of one author, each a short insertion at the end of what that author has written. */
export class Author {
  readonly number: number;
  readonly #doc = new Y.Doc();
  readonly #texts: readonly string[];
  #made = 0;
  #last: Uint8Array | null = null;

  /** `texts` are the root texts to type into, in turn. */
  constructor(number: number, texts: readonly string[]) {
    if (number >= maxAuthors) throw new Error(`a run has at most ${maxAuthors} authors`);
    this.number = number;
    this.#texts = texts;
    this.#doc.on('update', (update: Uint8Array) => {
      this.#last = update;
    });
  }

  /** The next edit: its number, and the update that makes it. */
  next(): { sequence: number; update: Uint8Array } {
    const sequence = this.#made++;
    const name = this.#texts[sequence % this.#texts.length];
    if (name === undefined) throw new Error('an author needs a text to type into');
    const text = this.#doc.getText(name);
    text.insert(text.length, markerText(this.number, sequence));
    if (!this.#last) throw new Error('Yjs made no update');
    return { sequence, update: this.#last };
  }

  /** The next `count` edits at once. */
  prepare(count: number): Uint8Array[] {
    return Array.from({ length: count }, () => this.next().update);
  }
}
