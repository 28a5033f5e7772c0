/**
 * Presence in the words of y-protocols/awareness, said by the server alone. What clients send is read only to tell
 * an honest echo from a forgery, and never passed on.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Refusal, type PresenceEntry } from '#shared/protocol/index.ts';

const messageAwareness = 1;
const mostEntries = 10_000;

export class AwarenessOfServer {
  readonly #said = new Map<number, { clock: number; state: string }>();

  /** Everybody who is here, and once more everybody who has left, as one message. */
  frame(entries: readonly PresenceEntry[]): Uint8Array {
    const present = new Set<number>();
    const gone: number[] = [];
    for (const { connection, ...state } of entries) {
      present.add(connection);
      const text = JSON.stringify(state);
      const before = this.#said.get(connection);
      if (before?.state !== text)
        this.#said.set(connection, { clock: (before?.clock ?? 0) + 1, state: text });
    }
    const encoder = encoding.createEncoder();
    for (const [connection, said] of this.#said) {
      if (present.has(connection)) continue;
      if (said.state !== 'null') this.#said.set(connection, { clock: said.clock + 1, state: 'null' });
      gone.push(connection);
    }
    encoding.writeVarUint(encoder, this.#said.size);
    for (const [connection, { clock, state }] of this.#said) {
      encoding.writeVarUint(encoder, connection);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
    }
    // Kept while an echo of them may still be under way, but not for ever.
    for (const connection of gone.slice(0, Math.max(0, gone.length - 100))) this.#said.delete(connection);
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, messageAwareness);
    encoding.writeVarUint8Array(message, encoding.toUint8Array(encoder));
    return encoding.toUint8Array(message);
  }

  /** Raises every clock, so that clients take the same states as news. */
  renew(): void {
    for (const [connection, { clock, state }] of this.#said)
      this.#said.set(connection, { clock: clock + 1, state });
  }

  /** An echo at a clock we said, or anything about an id that is not ours, is honest; a newer word about ours is a forgery. */
  check(payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload);
    const count = decoding.readVarUint(decoder);
    if (count > mostEntries) throw new Refusal('over-cap');
    for (let index = 0; index < count; index += 1) {
      const id = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      decoding.readVarString(decoder);
      const said = this.#said.get(id);
      if (said && clock > said.clock) throw new Refusal('forged-writer');
    }
    if (decoding.hasContent(decoder)) throw new Refusal('malformed-update');
  }
}
