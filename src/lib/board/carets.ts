/** Where other people's carets stand in a text, between one word of theirs and the next. Pure. */

export interface SaidCaret {
  readonly connection: number;
  /** UTF-16 code units from the text's start. */
  readonly at: number;
}

/**
 * Others say where they are only now and then. Meanwhile the text changes under them, so what is known is moved along
 * with each change; a place that is said anew counts from then on.
 */
export class Carets {
  #known = new Map<number, { readonly said: number; readonly at: number }>();

  /** Takes what was said. Who says nothing any more is gone. */
  hear(said: readonly SaidCaret[]): void {
    this.#known = new Map(
      said.map(({ connection, at }) => {
        const before = this.#known.get(connection);
        return [connection, before?.said === at ? before : { said: at, at }];
      }),
    );
  }

  /** The text changed: `moved` says where a caret belongs now. */
  follow(moved: (caret: number) => number): void {
    for (const [connection, { said, at }] of this.#known)
      this.#known.set(connection, { said, at: moved(at) });
  }

  /** Where a connection's caret stands in a text of this length. */
  of(connection: number, length: number): number | null {
    const at = this.#known.get(connection)?.at;
    return at === undefined ? null : Math.max(0, Math.min(at, length));
  }
}

/** A piece of text, and whose carets stand at its end. */
export interface Stretch<Caret> {
  readonly text: string;
  readonly carets: readonly Caret[];
}

/** Cuts a text where carets stand, never within a surrogate pair. */
export function stretches<Caret extends { readonly at: number }>(
  text: string,
  carets: readonly Caret[],
): Stretch<Caret>[] {
  const cuts = [...new Set(carets.map(({ at }) => whole(text, at)))].sort((a, b) => a - b);
  const found = cuts.map((end, index) => ({
    text: text.slice(cuts[index - 1] ?? 0, end),
    carets: carets.filter(({ at }) => whole(text, at) === end),
  }));
  return [...found, { text: text.slice(cuts.at(-1) ?? 0), carets: [] }];
}

function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff && at > 0 ? at - 1 : at;
}
