/**
 * Group commit, the rooms' side (docs/protocol.md, rules L-1 to L-6). One flush is under way per process; what
 * arrives meanwhile is the next one. Updates are judged and applied when their flush starts, one merged update per
 * document goes to the log, and only after its commit are they acknowledged and shown (P3).
 */
import * as Y from 'yjs';
import { Refusal, type DocumentName, type ErrorCode } from '#shared/protocol/index.ts';
import { judge } from './gate/judge.ts';
import type { Append, AppendOutcome, Head, Log, NewEntry, WriterClaim } from './ports.ts';
import type { Pending, Room } from './room.ts';

/** What a room put into a flush. */
export interface Prepared {
  readonly room: Room;
  readonly accepted: readonly Pending[];
  readonly entries: readonly NewEntry[];
  readonly claims: readonly WriterClaim[];
}

/**
 * Judges everything that waits and applies what is accepted, uncommitted. What is refused is answered at once. Where
 * Yjs itself fails, the room is in doubt and the rest waits again.
 */
export function prepare(room: Room): Prepared {
  const waiting = room.pending;
  room.pending = [];
  const accepted: Pending[] = [];
  const entries: NewEntry[] = [];
  const claims: WriterClaim[] = [];
  try {
    for (const [document, group] of Map.groupBy(waiting, (pending) => pending.document)) {
      const update = applyGroup(room, document, group, accepted, claims);
      if (update) entries.push({ document, update });
    }
  } catch (error) {
    room.doubtful = true;
    room.pending.unshift(
      ...waiting.filter((pending) => !pending.answered && !room.puzzles.includes(pending)),
    );
    throw error;
  }
  return { room, accepted, entries, claims };
}

function applyGroup(
  room: Room,
  document: DocumentName,
  group: readonly Pending[],
  accepted: Pending[],
  claims: WriterClaim[],
): Uint8Array | null {
  const { table, notes } = room.kind.schemas;
  const rootOf = document === 'table' ? table : notes;
  const replica = room.replica(document);
  return replica.transact({ source: 'gate' }, () => {
    for (const pending of group) {
      try {
        room.requireWriter(pending.session, document);
        const { memberId } = pending.session.member;
        const judgement = judge(pending.update, memberId, replica, rootOf, room.board);
        for (const clientId of judgement.claims) {
          // Known from here on, so that a second update of the same flush is the same writer's.
          replica.writers.set(clientId, memberId);
          claims.push({ document, clientId, memberId });
        }
        if (judgement.changes) Y.applyUpdate(replica.doc, judgement.update, { source: 'gate' });
        accepted.push(pending);
      } catch (error) {
        if (!(error instanceof Refusal)) {
          // Yjs failed on what the gate let in. Its sender alone is told; the rest are judged again after a rebuild.
          reply(pending, new Refusal('malformed-update'));
          throw error;
        }
        refuse(room, pending, error);
      }
    }
  });
}

/** Refusals that may only mean that another node knows more. */
const ignorant: ReadonlySet<ErrorCode> = new Set([
  'unknown-history',
  'forged-writer',
  'wrong-shape',
  'meeting-closed',
  'meeting-locked',
  'read-only',
  'removed',
]);

/** Not knowing is not an attack: once put aside until the room has caught up, then answered. */
function refuse(room: Room, pending: Pending, refusal: Refusal): void {
  const mayBeIgnorance = ignorant.has(refusal.code);
  if (mayBeIgnorance && pending.puzzled === 0) {
    pending.puzzled += 1;
    room.puzzles.push(pending);
  } else {
    reply(pending, refusal);
  }
}

/** Drives all rooms' flushes through the log's group commit. */
export class Flusher {
  readonly #log: Log;
  readonly #recover: (room: Room) => Promise<void>;
  readonly #afterCommit: (room: Room) => void;
  readonly #dirty = new Set<Room>();
  readonly #idle: (() => void)[] = [];
  #running = false;

  constructor(log: Log, recover: (room: Room) => Promise<void>, afterCommit: (room: Room) => void) {
    this.#log = log;
    this.#recover = recover;
    this.#afterCommit = afterCommit;
  }

  /** Says that a room has something to save. */
  mark(room: Room): void {
    this.#dirty.add(room);
    if (this.#running) return;
    this.#running = true;
    // The other frames that this turn of the event loop reads from sockets belong to the same flush.
    setImmediate(() => void this.#run());
  }

  /** Resolves when nothing is under way: for shutting down. */
  drained(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    try {
      while (this.#dirty.size > 0) {
        const rooms = [...this.#dirty].filter((room) => room.turn.tryTake());
        for (const room of rooms) this.#dirty.delete(room);
        // A room in somebody else's turn is marked again when that ends.
        if (rooms.length === 0) {
          this.#dirty.clear();
          break;
        }
        await this.#flush(rooms);
      }
    } finally {
      this.#running = false;
      for (const resolve of this.#idle.splice(0)) resolve();
      if (this.#dirty.size > 0) {
        for (const room of this.#dirty) this.mark(room);
      }
    }
  }

  async #flush(rooms: readonly Room[]): Promise<void> {
    const flushed: Prepared[] = [];
    const slow: Room[] = [];
    for (const room of rooms) {
      if (room.doubtful) {
        slow.push(room);
        continue;
      }
      const prepared = tryPrepare(room);
      if (!prepared) slow.push(room);
      else if (prepared.entries.length > 0) flushed.push(prepared);
      else this.#finish(prepared);
    }
    for (const room of slow) this.#background(room, () => this.#recover(room));
    if (flushed.length === 0) return;
    const outcomes = await this.#log.append(flushed.map(appendOf));
    flushed.forEach((prepared, index) =>
      this.#settle(prepared, outcomes[index] ?? { kind: 'failed', error: 'no outcome' }),
    );
  }

  #settle(prepared: Prepared, outcome: AppendOutcome): void {
    const { room } = prepared;
    if (outcome.kind === 'committed') {
      commit(prepared, outcome);
      this.#finish(prepared);
      return;
    }
    this.#background(room, () => this.#again(prepared, outcome));
  }

  /** The head was held or has moved: catch up and append the same entries there, or rebuild and judge anew. */
  async #again(prepared: Prepared, first: AppendOutcome): Promise<void> {
    const { room } = prepared;
    let outcome = first;
    for (let attempt = 0; attempt < 20 && outcome.kind !== 'failed'; attempt += 1) {
      if (outcome.kind === 'committed') {
        commit(prepared, outcome);
        answer(prepared);
        return;
      }
      if (outcome.kind === 'behind') {
        const before = room.head.epoch;
        const caught = await this.#log.after(room.meetingId, room.head);
        const stillStands =
          caught.kind === 'entries' &&
          caught.head.epoch === before &&
          !conflicts(prepared.claims, caught.claims);
        if (!stillStands || !room.catchUp(caught)) break;
      }
      [outcome = { kind: 'failed', error: 'no outcome' }] = await this.#log.append([appendOf(prepared)]);
    }
    room.pending.unshift(...prepared.accepted);
    room.doubtful = true;
    await this.#recover(room);
  }

  /** Work that must not hold up the other rooms; the room keeps its turn until it is done. */
  #background(room: Room, work: () => Promise<void>): void {
    void work().finally(() => this.#release(room));
  }

  #finish(prepared: Prepared): void {
    answer(prepared);
    this.#release(prepared.room);
  }

  /** Runs `work` in the room's turn, on a room that holds nothing in doubt. */
  async inTurn<T>(room: Room, work: () => Promise<T> | T): Promise<T> {
    await room.turn.take();
    try {
      if (room.doubtful) await this.#recover(room);
      if (room.doubtful) throw new Refusal('not-saved');
      return await work();
    } finally {
      this.#release(room);
    }
  }

  #release(room: Room): void {
    if (room.puzzles.length > 0 && !room.doubtful) {
      const puzzles = room.puzzles.splice(0);
      void this.#log
        .after(room.meetingId, room.head)
        .then((caught) => {
          if (!room.catchUp(caught)) room.doubtful = true;
        })
        .catch(() => {
          room.doubtful = true;
        })
        .finally(() => {
          room.pending.unshift(...puzzles);
          this.#release(room);
        });
      return;
    }
    room.turn.give();
    this.#afterCommit(room);
    if (room.pending.length > 0 || room.doubtful) this.mark(room);
  }
}

function tryPrepare(room: Room): Prepared | null {
  try {
    return prepare(room);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return null;
  }
}

function appendOf({ room, entries, claims }: Prepared): Append {
  return { meetingId: room.meetingId, at: room.head, entries, claims };
}

/** Takes over what was committed and sends it out. */
export function commit(
  { room, accepted, claims }: Prepared,
  { entries, head }: { entries: Parameters<Room['committed']>[0]; head: Head },
): void {
  const writers = Map.groupBy(accepted, ({ document }) => document);
  room.committed(entries, claims, head, (document) => soleWriter(writers.get(document) ?? []));
}

function soleWriter(accepted: readonly Pending[]): string | null {
  const [first] = accepted;
  return first && accepted.every(({ session }) => session.id === first.session.id) ? first.session.id : null;
}

/** Answers once. */
export function reply(pending: Pending, outcome: { version: number } | Refusal): void {
  if (pending.answered) return;
  pending.answered = true;
  pending.answer(outcome);
}

/** Acknowledges what was committed. */
export function answer({ room, accepted }: Prepared): void {
  for (const pending of accepted) reply(pending, { version: room.replica(pending.document).version });
}

function conflicts(mine: readonly WriterClaim[], theirs: readonly WriterClaim[]): boolean {
  return mine.some((claim) =>
    theirs.some((other) => other.clientId === claim.clientId && other.document === claim.document),
  );
}
