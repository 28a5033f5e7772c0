/** Who sent what and when, and who has seen it: the measuring side of a run. */
import { findMarkers, markerKey } from './marker.ts';

/** Counts and times the edits of one run. Authors are numbered from 0. */
export class Ledger {
  readonly #sentAt: Float64Array[];
  readonly #latencies: Float64Array;
  #seen = 0;
  #sent = 0;
  /** Edits that were sent, and those that anybody but their author has received. */
  readonly sentKeys = new Set<number>();
  readonly seenKeys = new Set<number>();
  /** Edits whose author was told that they are saved. */
  readonly acknowledgedKeys = new Set<number>();

  /** `deliveries` is how many latencies are kept; what is seen beyond that is only counted. */
  constructor(authors: number, editsEach: number, deliveries: number) {
    this.#sentAt = Array.from({ length: authors }, () => new Float64Array(editsEach));
    this.#latencies = new Float64Array(deliveries);
  }

  /** To be called right before an edit is handed to the socket. */
  sent(author: number, sequence: number): void {
    const times = this.#sentAt[author];
    if (times) times[sequence] = performance.now();
    this.sentKeys.add(markerKey(author, sequence));
    this.#sent++;
  }

  acknowledged(author: number, sequence: number): void {
    this.acknowledgedKeys.add(markerKey(author, sequence));
  }

  /** Counts the edits of others in an update that `reader` received. */
  received(reader: number, update: Uint8Array): void {
    const now = performance.now();
    findMarkers(update, (author, sequence) => {
      const sentAt = this.#sentAt[author]?.[sequence];
      // An echo to its author is nobody else's view, and a marker of an earlier run was never sent in this one.
      if (author === reader || sentAt === undefined || sentAt === 0) return;
      if (this.#seen < this.#latencies.length) this.#latencies[this.#seen] = now - sentAt;
      this.#seen++;
      this.seenKeys.add(markerKey(author, sequence));
    });
  }

  get sentCount(): number {
    return this.#sent;
  }

  /** How often an edit reached somebody who did not write it. */
  get seenCount(): number {
    return this.#seen;
  }

  /** From the send to each other person's socket, ms. */
  get latencies(): Float64Array {
    return this.#latencies.slice(0, Math.min(this.#seen, this.#latencies.length));
  }
}
