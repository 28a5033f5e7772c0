/** One person's way into a room, whatever carries it: the benchmarks see only this. */

/** What happens on a link. */
export interface LinkEvents {
  /** A change somebody made, as it came from the wire. */
  update?(update: Uint8Array): void;
  /** The server went away or threw us out; not called for our own `close`. */
  lost?(reason: string): void;
}

/** An open link: its documents are synced. */
export interface Link {
  /** Everything received until synced: the state of each document. */
  readonly states: readonly Uint8Array[];
  /** Sends one change of the edited document; `acknowledged` is called where the transport says that it is saved. */
  send(update: Uint8Array, acknowledged?: () => void): void;
  close(): void;
}

/** A limit for anything that waits on a server, ms. */
export const patience = 60_000;

/** Waits for `promise`, but not for ever. */
export async function within<T>(what: string, promise: Promise<T>, ms = patience): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
