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
} from './storage.ts';

type Store = 'memberships' | 'commands' | 'offered' | 'generations' | 'updates' | 'words';

interface CommandRow extends QueuedCommand {
  readonly meetingId: Id;
}
interface UpdateRow {
  readonly place: string;
  readonly update: Uint8Array;
}
interface WordsRow {
  readonly place: string;
  readonly words: JournalledWords;
}

const version = 1;

/** `ReplicaStorage` in IndexedDB: one database per person, so that signing out removes it whole. */
export class IndexedDbStorage implements ReplicaStorage {
  readonly #name: string;
  #database: Promise<IDBDatabase> | null = null;
  #isForgotten = false;

  /** `person` is the account's id, or a guest's. */
  constructor(person: string) {
    this.#name = `team-oclock ${person}`;
  }

  async enter(page: Id): Promise<() => void> {
    // A lock goes with its page, even when that crashes. Without locks every other page counts as gone.
    const locks = lockManager();
    if (!locks) return () => undefined;
    return new Promise((entered, failed) => {
      const held = locks.request(lockName(page), () => new Promise<void>((leave) => entered(leave)));
      held.catch(failed);
    });
  }

  async living(): Promise<ReadonlySet<Id>> {
    const state = await lockManager()?.query();
    return new Set(state?.held?.map(({ name }) => name?.slice(lockName('').length) ?? ''));
  }

  loadMeeting(meetingId: Id): Promise<StoredMeeting> {
    return this.#run(['memberships', 'commands', 'offered'], 'readonly', async (store) => {
      const membership = await done<StoredMembership | undefined>(store('memberships').get(meetingId));
      const commands = await done<CommandRow[]>(store('commands').index('meeting').getAll(meetingId));
      const offered = await done<OfferedText[]>(store('offered').getAll(within(meetingId)));
      return {
        membership: membership ?? null,
        commands: commands.map(({ id, name, payload }) => ({ id, name, payload })),
        offered,
      };
    });
  }

  saveMembership(meetingId: Id, membership: StoredMembership): Promise<void> {
    return this.#run(['memberships'], 'readwrite', async (store) => {
      await done(store('memberships').put(membership, meetingId));
    });
  }

  enqueue(meetingId: Id, command: QueuedCommand): Promise<void> {
    return this.#run(['commands'], 'readwrite', async (store) => {
      const known = await done(store('commands').index('id').getKey([meetingId, command.id]));
      if (known === undefined) await done(store('commands').add({ ...command, meetingId }));
    });
  }

  dequeue(meetingId: Id, id: Id): Promise<void> {
    return this.#run(['commands'], 'readwrite', async (store) => {
      const key = await done(store('commands').index('id').getKey([meetingId, id]));
      if (key !== undefined) await done(store('commands').delete(key));
    });
  }

  offer(meetingId: Id, offered: readonly OfferedText[]): Promise<void> {
    return this.#run(['offered'], 'readwrite', async (store) => {
      for (const text of offered) await done(store('offered').put(text, [meetingId, text.id]));
    });
  }

  dismiss(meetingId: Id, id: Id): Promise<void> {
    return this.#run(['offered'], 'readwrite', async (store) => {
      await done(store('offered').delete([meetingId, id]));
    });
  }

  loadReplica(meetingId: Id, slot: Slot, fresh: Id): Promise<StoredReplica> {
    const place = placeOf(meetingId, slot);
    return this.#run(['generations', 'updates'], 'readwrite', async (store) => {
      const stored = await done<Id | undefined>(store('generations').get(place));
      if (stored === undefined) await done(store('generations').put(fresh, place));
      const index = store('updates').index('place');
      const rows = await done(index.getAllKeys(place));
      const updates = await done<UpdateRow[]>(index.getAll(place));
      return {
        generation: stored ?? fresh,
        updates: updates.map(({ update }, at) => ({ row: Number(rows[at]), update })),
      };
    });
  }

  append(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    update: Uint8Array,
    words: readonly JournalledWords[],
  ): Promise<number | null> {
    const place = placeOf(meetingId, slot);
    return this.#run(['generations', 'updates', 'words'], 'readwrite', async (store) => {
      for (const row of words)
        await done(store('words').put({ place, words: row }, [place, row.writer, row.root]));
      if ((await done<unknown>(store('generations').get(place))) !== generation) return null;
      return Number(await done(store('updates').add({ place, update })));
    });
  }

  compact(
    meetingId: Id,
    slot: Slot,
    generation: Id,
    rows: readonly number[],
    update: Uint8Array,
  ): Promise<number | null> {
    const place = placeOf(meetingId, slot);
    return this.#run(['generations', 'updates'], 'readwrite', async (store) => {
      if ((await done<unknown>(store('generations').get(place))) !== generation) return null;
      for (const row of rows) await done(store('updates').delete(row));
      return Number(await done(store('updates').add({ place, update })));
    });
  }

  rebase(
    meetingId: Id,
    slot: Slot,
    { generation, rows, update, words, gone, offered }: RebasedReplica,
  ): Promise<number | null> {
    const place = placeOf(meetingId, slot);
    return this.#run(['generations', 'updates', 'words', 'offered'], 'readwrite', async (store) => {
      await done(store('generations').put(generation, place));
      for (const row of rows) await done(store('updates').delete(row));
      for (const { writer, root } of gone) await done(store('words').delete([place, writer, root]));
      for (const row of words)
        await done(store('words').put({ place, words: row }, [place, row.writer, row.root]));
      for (const text of offered) await done(store('offered').put(text, [meetingId, text.id]));
      return update ? Number(await done(store('updates').add({ place, update }))) : null;
    });
  }

  forgetWords(meetingId: Id, slot: Slot, keys: readonly JournalKey[]): Promise<void> {
    const place = placeOf(meetingId, slot);
    return this.#run(['words'], 'readwrite', async (store) => {
      for (const { writer, root, revision } of keys) {
        const key = [place, writer, root];
        const row = await done<WordsRow | undefined>(store('words').get(key));
        if (row?.words.revision === revision) await done(store('words').delete(key));
      }
    });
  }

  adoptWords(
    meetingId: Id,
    slot: Slot,
    page: Id,
    living: ReadonlySet<Id>,
  ): Promise<readonly JournalledWords[]> {
    const place = placeOf(meetingId, slot);
    return this.#run(['words'], 'readwrite', async (store) => {
      const rows = await done<WordsRow[]>(store('words').getAll(within(place)));
      const adopted = rows
        .filter(({ words }) => words.holder === page || !living.has(words.holder))
        .map(({ words }) => ({ ...words, holder: page }));
      for (const words of adopted)
        await done(store('words').put({ place, words }, [place, words.writer, words.root]));
      return adopted;
    });
  }

  async forget(): Promise<void> {
    this.#isForgotten = true;
    const open = this.#database;
    this.#database = null;
    if (open) (await open).close();
    // Other tabs close theirs when they hear of it.
    await done(indexedDB.deleteDatabase(this.#name));
  }

  async #run<T>(
    stores: Store[],
    mode: IDBTransactionMode,
    work: (store: (name: Store) => IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const transaction = (await this.#open()).transaction(stores, mode);
    const committed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted.'));
    });
    const [result] = await Promise.all([work((name) => transaction.objectStore(name)), committed]);
    return result;
  }

  #open(): Promise<IDBDatabase> {
    if (this.#isForgotten) return Promise.reject(new Error('This person has signed out.'));
    this.#database ??= this.#openNow();
    return this.#database;
  }

  async #openNow(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.#name, version);
    request.onupgradeneeded = () => create(request.result);
    const database = await done(request);
    database.onversionchange = () => {
      // Signed out in another tab, or a newer page wants another shape: nothing may be written any more.
      this.#isForgotten = true;
      database.close();
    };
    return database;
  }
}

/** Only pages served securely, or from this computer, have one. */
function lockManager(): LockManager | undefined {
  return 'locks' in navigator ? navigator.locks : undefined;
}

function lockName(page: Id): string {
  return `team-oclock page ${page}`;
}

function create(database: IDBDatabase): void {
  database.createObjectStore('memberships');
  const commands = database.createObjectStore('commands', { autoIncrement: true });
  commands.createIndex('meeting', 'meetingId');
  commands.createIndex('id', ['meetingId', 'id'], { unique: true });
  database.createObjectStore('offered');
  database.createObjectStore('generations');
  database.createObjectStore('updates', { autoIncrement: true }).createIndex('place', 'place');
  database.createObjectStore('words');
}

function placeOf(meetingId: Id, slot: Slot): string {
  return `${meetingId} ${slot}`;
}

/** All keys that are an array beginning with `first`. */
function within(first: string): IDBKeyRange {
  return IDBKeyRange.bound([first], [first, []]);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB gave no reason.'));
  });
}
