/**
 * The log's contract in memory, shared by several nodes of one process: for seeded runs of thousands of
 * interleavings. The Postgres side of the contract has its tests in test/integration/store/.
 */
import { Refusal, type DocumentName, type Id, type OwnBallots } from '#shared/protocol/index.ts';
import type {
  Append,
  AppendOutcome,
  CatchUp,
  CommandTransaction,
  Entry,
  Head,
  LoadedMeeting,
  Log,
  MeetingState,
  NewEntry,
  Opening,
  Participant,
  Vote,
  WriterClaim,
} from '#server/rooms/ports.ts';

interface MeetingRecord {
  readonly kind: string;
  state: MeetingState;
  head: Head;
  entries: Entry[];
  snapshots: Map<DocumentName, { version: number; update: Uint8Array }>;
  versions: Map<DocumentName, number>;
  claims: WriterClaim[];
  /** How many claims there were at each seq, so that `after` can say which are new. */
  claimsAt: Map<number, number>;
  participants: Participant[];
  answers: Map<Id, { result: unknown }>;
  ballots: Map<Id, Map<Id, number>>;
  /** Whether the step takes votes. */
  votes: boolean;
  /** How many entries there were when the meeting closed. */
  entriesAtClose: number | null;
  lock: Promise<void>;
  jobs: { name: string; payload: unknown; due: number }[];
  /** What the meeting is to start with, until it has. */
  draft: Opening | null;
}

/** What may go wrong; each is asked before it would. */
export interface Faults {
  /** Waits a while: the scheduler interleaves others here. */
  pause(): Promise<void>;
  /** `before`: nothing is written. `after`: it is written, but the answer is lost. */
  append(): 'before' | 'after' | null;
  /** False once the process was killed; `died` resolves then, and its open transaction is rolled back. */
  alive(): boolean;
  readonly died: Promise<void>;
}

const never = new Promise<never>(() => undefined);
const noFaults: Faults = {
  pause: () => Promise.resolve(),
  append: () => null,
  alive: () => true,
  died: never,
};

/** All meetings; `node()` gives each server process its own way to it. */
export class MemoryDatabase {
  readonly meetings = new Map<Id, MeetingRecord>();
  now = 1_000_000;

  create(meetingId: Id, kind: string, participants: readonly Participant[]): void {
    this.meetings.set(meetingId, {
      kind,
      state: 'open',
      head: { seq: 0, epoch: 0 },
      entries: [],
      snapshots: new Map(),
      versions: new Map(),
      claims: [],
      claimsAt: new Map(),
      participants: [...participants],
      answers: new Map(),
      ballots: new Map(),
      votes: false,
      entriesAtClose: null,
      lock: Promise.resolve(),
      jobs: [],
      draft: null,
    });
  }

  draft(meetingId: Id, opening: Opening): void {
    this.record(meetingId).draft = opening;
  }

  record(meetingId: Id): MeetingRecord {
    const record = this.meetings.get(meetingId);
    if (!record) throw new Refusal('not-found');
    return record;
  }

  node(faults: Faults = noFaults): Log {
    return new MemoryLog(this, faults);
  }

  write(meetingId: Id, entries: readonly NewEntry[], claims: readonly WriterClaim[]): Entry[] {
    const record = this.record(meetingId);
    const written = entries.map(({ document, update }, index) => {
      const version = (record.versions.get(document) ?? 0) + 1;
      record.versions.set(document, version);
      return { document, update, version, seq: record.head.seq + index + 1 };
    });
    record.entries.push(...written);
    record.head = { ...record.head, seq: record.head.seq + written.length };
    record.claims.push(...claims);
    record.claimsAt.set(record.head.seq, record.claims.length);
    return written;
  }
}

class MemoryLog implements Log {
  readonly #database: MemoryDatabase;
  readonly #faults: Faults;

  constructor(database: MemoryDatabase, faults: Faults) {
    this.#database = database;
    this.#faults = faults;
  }

  async load(meetingId: Id): Promise<LoadedMeeting | null> {
    await this.#faults.pause();
    const record = this.#database.meetings.get(meetingId);
    if (!record) return null;
    const documents = [...record.versions].map(([document, version]) => {
      const snapshot = record.snapshots.get(document);
      const later = record.entries.filter(
        (entry) => entry.document === document && entry.version > (snapshot?.version ?? 0),
      );
      return {
        document,
        version,
        updates: [...(snapshot ? [snapshot.update] : []), ...later.map(({ update }) => update)],
      };
    });
    const { kind, state, head, claims, participants } = record;
    return { meetingId, kind, state, head, documents, writers: [...claims], participants: [...participants] };
  }

  async after(meetingId: Id, from: Head): Promise<CatchUp> {
    await this.#faults.pause();
    const record = this.#database.record(meetingId);
    const known = record.claimsAt.get(from.seq) ?? 0;
    return {
      kind: 'entries',
      entries: record.entries.filter(({ seq }) => seq > from.seq),
      claims: record.claims.slice(known),
      head: record.head,
      participants: from.epoch === record.head.epoch ? null : [...record.participants],
      state: record.state,
    };
  }

  async append(appends: readonly Append[]): Promise<AppendOutcome[]> {
    await this.#faults.pause();
    const fault = this.#faults.append();
    if (fault === 'before') return appends.map(() => ({ kind: 'failed', error: 'before' }));
    const outcomes = appends.map(({ meetingId, at, entries, claims }): AppendOutcome => {
      const record = this.#database.record(meetingId);
      if (record.head.seq !== at.seq || record.head.epoch !== at.epoch || record.state === 'closed')
        return { kind: 'behind' };
      const written = this.#database.write(meetingId, entries, claims);
      return { kind: 'committed', entries: written, head: record.head };
    });
    if (fault === 'after') return appends.map(() => ({ kind: 'failed', error: 'after' }));
    await this.#faults.pause();
    return outcomes;
  }

  async command<T>(meetingId: Id, work: (tx: CommandTransaction) => Promise<T>): Promise<T> {
    const record = this.#database.record(meetingId);
    const before = record.lock;
    let release = (): void => undefined;
    record.lock = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    await Promise.race([this.#faults.pause(), this.#faults.died]);
    if (!this.#faults.alive()) {
      // The database ends a dead process's transaction and lets its lock go; nobody hears an answer.
      release();
      return never;
    }
    try {
      if (this.#faults.append() === 'before') throw new Refusal('not-saved');
      const saved: Partial<Omit<MeetingRecord, 'lock'>> & { lock?: unknown } = structuredClone({
        ...record,
        lock: null,
      });
      delete saved.lock;
      const running = this.#transaction(meetingId, record, work).catch((error: unknown) => {
        if (this.#faults.alive()) Object.assign(record, saved);
        throw error;
      });
      const outcome = await Promise.race([
        running.then((value) => ({ value })),
        this.#faults.died.then(() => null),
      ]);
      if (outcome) return outcome.value;
      Object.assign(record, saved);
    } finally {
      release();
    }
    return never;
  }

  async #transaction<T>(
    meetingId: Id,
    record: MeetingRecord,
    work: (tx: CommandTransaction) => Promise<T>,
  ): Promise<T> {
    const { head } = record;
    const database = this.#database;
    const faults = this.#faults;
    const tx: CommandTransaction = {
      head,
      now: this.#database.now,
      answered: (id) => Promise.resolve(record.answers.get(id) ?? null),
      after: (from) => this.after(meetingId, from),
      start: () => {
        const { draft } = record;
        record.draft = null;
        return Promise.resolve(draft);
      },
      tallies: () => Promise.resolve(tally(record)),
      append: (entries, claims) =>
        faults.alive() ? Promise.resolve(database.write(meetingId, entries, claims)) : never,
      remember: (id, _actor, result) => Promise.resolve(void record.answers.set(id, { result })),
      raiseEpoch: () =>
        Promise.resolve(void (record.head = { ...record.head, epoch: record.head.epoch + 1 })),
      setStep: (_name, votes) => Promise.resolve(void (record.votes = votes)),
      refund: () => Promise.resolve(),
      saveActionItems: () => Promise.resolve(),
      settle: () => Promise.resolve(),
      changeRecord: () => Promise.resolve(),
      schedule: (jobs) => Promise.resolve(void record.jobs.push(...jobs)),
      removeParticipant: (memberId) =>
        Promise.resolve(
          void (record.participants = record.participants.map((one) =>
            one.memberId === memberId ? { ...one, removed: true } : one,
          )),
        ),
      close: () => (faults.alive() ? Promise.resolve(void (record.state = 'closed')) : never),
      get headAfter() {
        return record.head;
      },
    };
    const value = await work(tx);
    if (record.state === 'closed') record.entriesAtClose ??= record.entries.length;
    return this.#faults.alive() ? value : never;
  }

  /** One at a time with commands, as the step's row makes them. */
  async vote(vote: Vote): Promise<OwnBallots> {
    const record = this.#database.record(vote.meetingId);
    const before = record.lock;
    const casting = before.then(async () => {
      await Promise.race([this.#faults.pause(), this.#faults.died]);
      return this.#faults.alive() ? cast(record, vote) : null;
    });
    record.lock = casting.then(
      () => undefined,
      () => undefined,
    );
    return (await casting) ?? never;
  }

  ballotsOf(meetingId: Id, memberId: Id): Promise<OwnBallots> {
    return Promise.resolve(Object.fromEntries(this.#database.record(meetingId).ballots.get(memberId) ?? []));
  }

  heads(meetingIds: readonly Id[]): Promise<ReadonlyMap<Id, Head>> {
    return Promise.resolve(new Map(meetingIds.map((id) => [id, this.#database.record(id).head])));
  }

  snapshot(): Promise<boolean> {
    return Promise.resolve(false);
  }

  incarnation(): Promise<string> {
    return Promise.resolve('memory');
  }
}

function tally(record: MeetingRecord): Map<Id, number> {
  const tallies = new Map<Id, number>();
  for (const ballots of record.ballots.values()) {
    for (const [card, votes] of ballots) tallies.set(card, (tallies.get(card) ?? 0) + votes);
  }
  return tallies;
}

function cast(
  record: MeetingRecord,
  { memberId, card, topic, delta, perPerson, perTopic }: Vote,
): OwnBallots {
  if (!record.votes) throw new Refusal('wrong-step');
  const mine = record.ballots.get(memberId) ?? new Map<Id, number>();
  const on = (cards: Iterable<Id>) => [...cards].reduce((sum, one) => sum + (mine.get(one) ?? 0), 0);
  if (delta > 0 && on(mine.keys()) >= perPerson) throw new Refusal('no-votes-left');
  if (delta > 0 && on(new Set([...topic, card])) >= perTopic) throw new Refusal('too-many-on-one');
  mine.set(card, Math.max(0, (mine.get(card) ?? 0) + delta));
  record.ballots.set(memberId, mine);
  return Object.fromEntries(mine);
}
