/** People typing in rooms: the load of V-1, V-2, V-5 and V-6. */
import { setTimeout as delay } from 'node:timers/promises';
import { Author } from '../client/author.ts';
import type { Ledger } from '../client/ledger.ts';
import type { Link } from '../client/link.ts';
import { markersIn, markerKey } from '../client/marker.ts';
import { difference, replay } from '../client/replica.ts';
import type { Room, Target } from '../targets/target.ts';

const drainMs = 20_000;
/** So many members of a crowd keep what they receive, to be replayed into real replicas afterwards. */
const recorders = 2;

interface Member {
  readonly link: Link;
  readonly author: Author;
  readonly received: Uint8Array[];
  readonly sent: Uint8Array[];
  prepared: { sequence: number; update: Uint8Array }[];
}

interface CrowdOptions {
  readonly people: number;
  /** The number of the first person, who is the first author too; the others follow. */
  readonly firstAuthor?: number;
  /** Whether some members keep what they receive. */
  readonly records?: boolean;
  /** Called inside the receive handler, after the update was counted. */
  onSeen?(): void;
}

/** The people in one room, each with a link and a Y.Doc of their own. */
export class Crowd {
  readonly #room: Room;
  readonly #ledger: Ledger;
  readonly #members: Member[];
  /** Why links were lost, by the server's doing. */
  readonly lost: string[];

  private constructor(room: Room, ledger: Ledger, members: Member[], lost: string[]) {
    this.#room = room;
    this.#ledger = ledger;
    this.#members = members;
    this.lost = lost;
  }

  /** Lets `people` come in, a few at a time, and lets go of whoever kept the room loaded. */
  static async open(room: Room, ledger: Ledger, options: CrowdOptions): Promise<Crowd> {
    const lost: string[] = [];
    const members: Member[] = [];
    const first = options.firstAuthor ?? 0;
    const join = async (index: number): Promise<Member> => {
      const number = first + index;
      const received: Uint8Array[] = [];
      const records = options.records === true && index < recorders;
      const link = await room.edit(number, {
        update: (update) => {
          ledger.received(number, update);
          if (records) received.push(update);
          options.onSeen?.();
        },
        lost: (reason) => lost.push(reason),
      });
      received.unshift(...link.states);
      return { link, author: new Author(number, room.texts), received, sent: [], prepared: [] };
    };
    const crowd = new Crowd(room, ledger, members, lost);
    const atOnce = 25;
    for (let start = 0; start < options.people; start += atOnce) {
      const indexes = Array.from(
        { length: Math.min(atOnce, options.people - start) },
        (_, index) => start + index,
      );
      const joins = await Promise.allSettled(indexes.map(join));
      for (const joined of joins) if (joined.status === 'fulfilled') members.push(joined.value);
      const failed = joins.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') {
        // Whoever is in already would count against the next measurement.
        crowd.close();
        throw failed.reason;
      }
    }
    room.release();
    return crowd;
  }

  get size(): number {
    return this.#members.length;
  }

  /** Makes the next edits of everybody before the clock runs. */
  prepare(each: number): void {
    for (const member of this.#members)
      member.prepared = Array.from({ length: each }, () => member.author.next());
  }

  /** Lets the member whose turn it is send one edit. */
  type(turn: number): void {
    const member = this.#members[turn % this.#members.length];
    if (!member) return;
    const { sequence, update } = member.prepared.shift() ?? member.author.next();
    const { number } = member.author;
    member.sent.push(update);
    this.#ledger.sent(number, sequence);
    member.link.send(update, () => this.#ledger.acknowledged(number, sequence));
  }

  /**
   * Throws unless the recording members, and somebody who comes in now, hold the same words, and those hold every edit.
   */
  async assertConverged(target: Target): Promise<void> {
    if (this.lost.length > 0) throw new Error(`links were lost: ${this.lost.slice(0, 3).join('; ')}`);
    const replicas = this.#members
      .filter(({ received }, index) => index < recorders && received.length > 0)
      .map(({ received, sent }) => replay([...received, ...sent], this.#room.texts));
    if (target.remembers) replicas.push(await wordsOf(this.#room));
    const [one, ...others] = replicas;
    if (!one) throw new Error('nobody recorded');
    for (const other of others) {
      const where = difference(one, other);
      if (where !== undefined) throw new Error(`${target.name}: replicas differ in ${where}`);
    }
    const present = markersIn([...one.values()].join(' '));
    const missing = this.#members.flatMap(({ author, sent }) =>
      sent.map((_, sequence) => markerKey(author.number, sequence)),
    );
    const gone = missing.filter((key) => !present.has(key)).length;
    if (gone > 0) throw new Error(`${target.name}: ${gone} edits are in no replica`);
  }

  close(): void {
    for (const { link } of this.#members) link.close();
  }
}

/** The words of a room as somebody who comes in now gets them. */
export async function wordsOf(room: Room, person = 0): Promise<Map<string, string>> {
  const link = await room.edit(person);
  link.close();
  return replay(link.states, room.texts);
}

/** Calls `fire` at a steady rate for so many seconds, or until `stop` says so. */
export async function pace(
  rate: number,
  seconds: number,
  fire: (turn: number) => void,
  stop: () => boolean = () => false,
): Promise<number> {
  const start = performance.now();
  const total = Math.round(rate * seconds);
  let turn = 0;
  while (turn < total && !stop()) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * rate) + 1);
    while (turn < due && !stop()) fire(turn++);
    await delay(1);
  }
  return turn;
}

/** Waits until the ledger has seen so many deliveries, or until it is plain that it never will. */
export async function drain(ledger: Ledger, expected: number, ms = drainMs): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (ledger.seenCount < expected && performance.now() < deadline) await delay(5);
  return ledger.seenCount >= expected;
}
