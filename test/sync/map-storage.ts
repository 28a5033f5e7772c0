import type { Id } from '#shared/protocol/index.ts';
import type {
  JournalKey,
  JournalledWords,
  OfferedText,
  QueuedCommand,
  RebasedReplica,
  ReplicaStorage,
  Slot,
  StoredMeeting,
  StoredMembership,
  StoredReplica,
} from '#lib/sync/storage.ts';

interface Copy {
  generation: Id;
  updates: { row: number; update: Uint8Array }[];
}

interface Meeting {
  membership: StoredMembership | null;
  commands: QueuedCommand[];
  offered: OfferedText[];
  copies: Map<Slot, Copy>;
  words: Map<string, JournalledWords>;
}

/** A browser's storage in memory: give it to the next connection to play a reload, or to two for two tabs. */
export class MapStorage implements ReplicaStorage {
  #meetings = new Map<Id, Meeting>();
  #rows = 0;
  #living = new Set<Id>();
  /** Set it to make every call fail, as a full disk would. */
  failure: Error | null = null;

  async enter(page: Id): Promise<() => void> {
    this.#living.add(page);
    return () => this.#living.delete(page);
  }

  async living(): Promise<ReadonlySet<Id>> {
    return new Set(this.#living);
  }

  async loadMeeting(meetingId: Id): Promise<StoredMeeting> {
    const { membership, commands, offered } = await this.#meeting(meetingId);
    return structuredClone({ membership, commands, offered });
  }

  async saveMembership(meetingId: Id, membership: StoredMembership): Promise<void> {
    (await this.#meeting(meetingId)).membership = membership;
  }

  async enqueue(meetingId: Id, command: QueuedCommand): Promise<void> {
    const { commands } = await this.#meeting(meetingId);
    if (!commands.some(({ id }) => id === command.id)) commands.push(structuredClone(command));
  }

  async dequeue(meetingId: Id, id: Id): Promise<void> {
    const meeting = await this.#meeting(meetingId);
    meeting.commands = meeting.commands.filter((command) => command.id !== id);
  }

  async offer(meetingId: Id, offered: readonly OfferedText[]): Promise<void> {
    put((await this.#meeting(meetingId)).offered, offered);
  }

  async dismiss(meetingId: Id, id: Id): Promise<void> {
    const meeting = await this.#meeting(meetingId);
    meeting.offered = meeting.offered.filter((text) => text.id !== id);
  }

  async loadReplica(meetingId: Id, slot: Slot, fresh: Id): Promise<StoredReplica> {
    const meeting = await this.#meeting(meetingId);
    const copy = meeting.copies.get(slot) ?? { generation: fresh, updates: [] };
    meeting.copies.set(slot, copy);
    return structuredClone({ generation: copy.generation, updates: copy.updates });
  }

  async append(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    update: Uint8Array,
    words: readonly JournalledWords[],
  ): Promise<number | null> {
    const meeting = await this.#meeting(meetingId);
    const copy = meeting.copies.get(slot);
    for (const row of words) meeting.words.set(keyOf(slot, row), structuredClone(row));
    if (copy?.generation !== generation) return null;
    this.#rows += 1;
    copy.updates.push({ row: this.#rows, update: update.slice() });
    return this.#rows;
  }

  async compact(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    rows: readonly number[],
    update: Uint8Array,
  ): Promise<number | null> {
    const copy = (await this.#meeting(meetingId)).copies.get(slot);
    if (copy?.generation !== generation) return null;
    this.#rows += 1;
    copy.updates = [...copy.updates.filter(({ row }) => !rows.includes(row)), { row: this.#rows, update }];
    return this.#rows;
  }

  async rebase(meetingId: Id, slot: Slot, rebased: RebasedReplica): Promise<number | null> {
    const meeting = await this.#meeting(meetingId);
    const { generation, rows, update, words, gone, offered } = structuredClone(rebased);
    this.#rows += 1;
    const others = (meeting.copies.get(slot)?.updates ?? []).filter(({ row }) => !rows.includes(row));
    meeting.copies.set(slot, {
      generation,
      updates: update ? [...others, { row: this.#rows, update }] : others,
    });
    for (const key of gone) meeting.words.delete(keyOf(slot, key));
    for (const row of words) meeting.words.set(keyOf(slot, row), row);
    put(meeting.offered, offered);
    return update ? this.#rows : null;
  }

  async forgetWords(meetingId: Id, slot: Slot, keys: readonly JournalKey[]): Promise<void> {
    const { words } = await this.#meeting(meetingId);
    for (const key of keys) {
      if (words.get(keyOf(slot, key))?.revision === key.revision) words.delete(keyOf(slot, key));
    }
  }

  async adoptWords(
    meetingId: Id,
    slot: Slot,
    page: Id,
    living: ReadonlySet<Id>,
  ): Promise<readonly JournalledWords[]> {
    const { words } = await this.#meeting(meetingId);
    const adopted: JournalledWords[] = [];
    for (const [key, row] of words) {
      if (!key.startsWith(`${slot} `) || (row.holder !== page && living.has(row.holder))) continue;
      words.set(key, { ...row, holder: page });
      adopted.push({ ...row, holder: page });
    }
    return adopted;
  }

  async forget(): Promise<void> {
    this.#meetings.clear();
  }

  /** True when nothing is kept: what signing out promises. */
  get isEmpty(): boolean {
    return this.#meetings.size === 0;
  }

  async #meeting(meetingId: Id): Promise<Meeting> {
    // As asynchronous as the real thing: callers must not rely on an answer within their own turn.
    await Promise.resolve();
    if (this.failure) throw this.failure;
    const known = this.#meetings.get(meetingId);
    if (known) return known;
    const meeting: Meeting = {
      membership: null,
      commands: [],
      offered: [],
      copies: new Map(),
      words: new Map(),
    };
    this.#meetings.set(meetingId, meeting);
    return meeting;
  }
}

function keyOf(slot: Slot, { writer, root }: Pick<JournalKey, 'writer' | 'root'>): string {
  return `${slot} ${writer} ${root}`;
}

function put(texts: OfferedText[], more: readonly OfferedText[]): void {
  texts.push(...more.filter(({ id }) => !texts.some((text) => text.id === id)));
}
