/** Who is here. The server makes it, under connection numbers of its own: no clientID is seen before its owner has written with it. */
import { nowhere, type PresenceEntry, type Spot } from '#shared/protocol/index.ts';
import type { Session } from './outlet.ts';

/** Presence of one meeting, as this node and its peers know it. */
export class Presence {
  readonly #entries = new Map<number, PresenceEntry>();
  /** Entries of other nodes, with when they were last said, ms. */
  readonly #remote = new Map<string, { entries: readonly PresenceEntry[]; at: number }>();
  changed = false;

  arrive({ connection, member }: Session): void {
    this.#entries.set(connection, { connection, memberId: member.memberId, ...nowhere });
    this.changed = true;
  }

  leave({ connection }: Session): void {
    if (this.#entries.delete(connection)) this.changed = true;
  }

  say({ connection, member }: Session, { at, typing, cursor }: Spot): void {
    const before = this.#entries.get(connection);
    if (!before || (before.at === at && before.typing === typing && before.cursor === cursor)) return;
    this.#entries.set(connection, { connection, memberId: member.memberId, at, typing, cursor });
    this.changed = true;
  }

  /** What another node says of its people; it says so again well before it is forgotten. */
  hear(node: string, entries: readonly PresenceEntry[], at: number): void {
    if (entries.length === 0) this.#remote.delete(node);
    else this.#remote.set(node, { entries, at });
    this.changed = true;
  }

  /** Drops nodes that have said nothing since `before`, ms. */
  forget(before: number): void {
    for (const [node, { at }] of this.#remote) {
      if (at < before) {
        this.#remote.delete(node);
        this.changed = true;
      }
    }
  }

  own(): PresenceEntry[] {
    return [...this.#entries.values()];
  }

  all(): PresenceEntry[] {
    return [...this.own(), ...[...this.#remote.values()].flatMap(({ entries }) => entries)];
  }
}
