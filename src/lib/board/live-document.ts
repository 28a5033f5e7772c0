/** A Yjs document as plain values that an effect reads again when they change, and only then. */
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import * as Y from 'yjs';
import type { DocumentView } from '#shared/meeting/kind.ts';
import { NextFrame } from './next-frame.ts';
import { textOf, viewOf } from './plain-view.ts';

/** All texts count as one thing, and so does the document itself. */
const texts = ':';
const whole = '';

export class LiveDocument implements DocumentView {
  readonly #versions: SvelteMap<string, number>;
  readonly #present: () => Y.Doc;
  readonly #changed = new Set<string>();
  readonly #frame = new NextFrame(() => this.#tell());
  readonly #heard = (transaction: Y.Transaction) => this.#note(transaction);
  #doc: Y.Doc;

  /** `present` answers the document as it is now: it may become another object, see `replaced`. */
  constructor(present: () => Y.Doc, roots: readonly string[]) {
    // A version that is missing here would be noticed with every change of another.
    this.#versions = new SvelteMap([whole, texts, ...roots].map((root) => [root, 0]));
    this.#present = present;
    this.#doc = present();
    this.#doc.on('afterTransaction', this.#heard);
  }

  value(root: string, key: string): unknown {
    this.#follow(root);
    return this.#present().getMap(root).get(key);
  }

  entries(root: string): Iterable<[string, unknown]> {
    this.#follow(root);
    return this.#present().getMap(root).entries();
  }

  text(root: string): string {
    this.#follow(texts);
    return textOf(this.#present(), root);
  }

  /** The document as it is, followed as far as these roots and its texts go: for those who read hundreds of values. */
  reading(...roots: readonly string[]): DocumentView {
    for (const root of [...roots, texts]) this.#follow(root);
    return viewOf(this.#present());
  }

  /** The connection has another document from now on, or not. */
  replaced(): void {
    const present = this.#present();
    if (present === this.#doc) return;
    this.#doc.off('afterTransaction', this.#heard);
    this.#doc = present;
    present.on('afterTransaction', this.#heard);
    this.#changed.add(whole);
    this.#frame.ask();
    this.#frame.now();
  }

  /** Shows at once what waits for the next picture. */
  catchUp(): void {
    this.#frame.now();
  }

  #follow(what: string): void {
    this.#versions.get(what);
    this.#versions.get(whole);
  }

  /**
   * What others do is shown with one of the next pictures, however much it is; what I do, at once, but for words that I
   * type: their field shows them already.
   */
  #note(transaction: Y.Transaction): void {
    if (transaction.changed.size === 0) return;
    let words = true;
    for (const type of transaction.changed.keys()) {
      const isText = Y.findRootTypeKey(type).includes(':');
      this.#changed.add(isText ? texts : Y.findRootTypeKey(type));
      words &&= isText;
    }
    if (transaction.local && words) return this.#frame.askLater();
    this.#frame.ask();
    if (transaction.local) this.#frame.now();
  }

  #tell(): void {
    untrack(() => {
      for (const what of this.#changed) this.#versions.set(what, (this.#versions.get(what) ?? 0) + 1);
    });
    this.#changed.clear();
  }
}
