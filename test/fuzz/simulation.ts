/**
 * Several people on several nodes over one log, in one process and in an order that a seed decides: edits, commands,
 * partitions, restarts, failed and doubtful commits. Invariants are checked at every frame and at the end.
 */
import * as Y from 'yjs';
import { kinds } from '#shared/meeting/index.ts';
import { notesOf, Refusal, type DocumentName, type Id } from '#shared/protocol/index.ts';
import { Rooms, type Announcer, type Log, type Outlet, type Session } from '#server/rooms/index.ts';
import { MemoryDatabase } from '../doubles/memory-log.ts';
import { SeededRandom } from '../doubles/random.ts';
import { boardTexts, checkInvariants } from './invariants.ts';
import { Person } from './person.ts';

const meetingId = '00000000-0000-4000-8000-0000000000ee';

export interface SimulationOptions {
  readonly nodes: number;
  readonly people: number;
  readonly steps: number;
  /** Wraps a node's log: a deliberately broken variant goes here. */
  readonly breakLog?: (log: Log, database: MemoryDatabase) => Log;
  readonly anonymous?: boolean;
}

export interface SimulationResult {
  readonly edits: number;
  readonly reveals: number;
  readonly votes: number;
  readonly closed: boolean;
  readonly restarts: number;
  readonly operations: readonly string[];
}

/** Runs one seed. Throws, with the seed and the operations, when an invariant breaks. */
export async function simulate(seed: number, options: SimulationOptions): Promise<SimulationResult> {
  const run = new Simulation(seed, options);
  try {
    return await run.play();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}: ${reason}\n${run.operations.slice(-40).join('\n')}`, { cause: error });
  }
}

/** A server process: once killed, nobody hears from it again. */
interface Node {
  readonly rooms: Rooms;
  readonly died: Promise<void>;
  kill(): void;
}

class Simulation {
  readonly operations: string[] = [];
  readonly #random: SeededRandom;
  readonly #database = new MemoryDatabase();
  readonly #people: Person[];
  readonly #nodes: Node[] = [];
  readonly #options: SimulationOptions;
  readonly #listeners: ((meetingId: Id, head: null) => void)[] = [];
  #violations: string[] = [];
  #edits = 0;
  #reveals = 0;
  /** Once somebody asked for it, notes may be on everybody's wire. */
  #mayReveal = false;
  #votes = 0;
  #restarts = 0;
  #closed = false;
  /** Commits fail only once there is a meeting. */
  #faulty = false;

  constructor(seed: number, options: SimulationOptions) {
    this.#random = new SeededRandom(seed);
    this.#options = options;
    this.#people = Array.from({ length: options.people }, () => new Person(this.#random.id()));
    this.#database.create(
      meetingId,
      'retro',
      this.#people.map(({ memberId }, index) => ({
        memberId,
        name: `Person ${index}`,
        role: 'member',
        manages: false,
        removed: false,
      })),
    );
    for (let node = 0; node < options.nodes; node += 1) this.#nodes.push(this.#start(node));
  }

  async play(): Promise<SimulationResult> {
    const [first] = this.#people;
    if (!first) throw new Error('nobody');
    const options = { hideNotes: true, anonymous: this.#options.anonymous ?? false };
    const facilitator = { id: first.memberId, name: 'Person 0', role: 'member' } as const;
    this.#database.draft(meetingId, {
      setup: { title: 'Fuzz', goal: '', options, invited: [] },
      facilitator,
    });
    await this.#node(0).rooms.start(meetingId, { accountId: facilitator.id, here: true });
    this.#faulty = true;
    for (const person of this.#people) await this.#join(person);
    const under: Promise<void>[] = [];
    for (let step = 0; step < this.#options.steps; step += 1) {
      under.push(this.#step());
      if (this.#random.chance(0.4)) await Promise.all(under.splice(0));
      if (this.#violations.length > 0) throw new Error(this.#violations[0]);
    }
    await Promise.all(under);
    await this.#settle();
    await checkInvariants(this.#database, meetingId, this.#people);
    return {
      edits: this.#edits,
      reveals: this.#reveals,
      votes: this.#votes,
      closed: this.#closed,
      restarts: this.#restarts,
      operations: this.operations,
    };
  }

  async #step(): Promise<void> {
    const person = this.#random.pick(this.#people);
    const dice = this.#random.next();
    if (dice < 0.35) await this.#write(person);
    else if (dice < 0.55) await this.#arrange(person);
    else if (dice < 0.63) await this.#command(person);
    else if (dice < 0.7) await this.#walk();
    else if (dice < 0.79) await this.#vote(person);
    else if (dice < 0.85) this.#leave(person);
    else if (dice < 0.95) await this.#join(person);
    else if (dice < 0.97) this.#restart(this.#random.below(this.#options.nodes));
    else for (const listener of this.#listeners) listener(meetingId, null);
  }

  /** A new note, or more words in one. */
  async #write(person: Person): Promise<void> {
    const cards = person.notes.getMap('cards');
    const id =
      cards.size > 0 && this.#random.chance(0.5) ? this.#random.pick([...cards.keys()]) : this.#random.id();
    const word = `w${this.#edits}-${this.#random.seed};`;
    const before = Y.encodeStateVector(person.notes);
    person.notes.transact(() => {
      if (!cards.has(id))
        cards.set(id, { column: this.#random.pick(['start', 'stop', 'continue']), at: this.#random.next() });
      const text = person.notes.getText(`text:${id}`);
      text.insert(this.#random.below(text.length + 1) === 0 ? 0 : text.length, word);
    });
    await this.#send(person, 'notes', before, { root: `text:${id}`, word });
  }

  /** Grouping, titles and discussion notes: what people really edit together. */
  async #arrange(person: Person): Promise<void> {
    const cards = [...person.board.getMap('cards').keys()];
    if (cards.length === 0) return;
    const card = this.#random.pick(cards);
    const before = Y.encodeStateVector(person.table);
    if (this.#random.chance(0.5)) {
      const under = this.#random.chance(0.7) ? this.#random.pick(cards) : null;
      person.table.getMap('place').set(card, { under, at: this.#random.next() });
      await this.#send(person, 'table', before, null);
      return;
    }
    const root = `${this.#random.pick(['title', 'talk'])}:${card}`;
    const word = `t${this.#edits};`;
    person.table.getText(root).insert(0, word);
    await this.#send(person, 'table', before, { root, word });
  }

  async #send(
    person: Person,
    document: 'table' | 'notes',
    before: Uint8Array,
    written: { root: string; word: string } | null,
  ): Promise<void> {
    this.#edits += 1;
    const record = written ? { document, ...written, saved: false } : null;
    if (record) person.words.push(record);
    const { session } = person;
    if (!session) return;
    if (person.isLockedOut) return void (person.holdsBack = true);
    if (person.holdsBack) {
      this.#leave(person);
      await this.#join(person);
      return;
    }
    const name: DocumentName = document === 'table' ? 'table' : notesOf(person.memberId);
    const update = Y.encodeStateAsUpdate(person.document(name), before);
    await this.#sendUpdate(person, session, name, update, () => {
      if (record) record.saved = true;
    });
  }

  async #sendUpdate(
    person: Person,
    session: Session,
    name: DocumentName,
    update: Uint8Array,
    saved: () => void,
  ): Promise<void> {
    const { rooms, died } = this.#node(person.node);
    try {
      const version = await Promise.race([rooms.update(meetingId, session, name, update), died]);
      if (version !== undefined) saved();
    } catch (error) {
      this.#expectHonest(person, name, error);
    }
  }

  /** An honest client meets passing refusals, the end of the meeting and restarts, and nothing else. */
  #expectHonest(person: Person, what: string, error: unknown): void {
    const code = error instanceof Refusal ? error.code : 'bug';
    this.operations.push(`${person.memberId.slice(0, 8)} ${what} refused: ${code}`);
    // Nothing is wrong with this replica: what it holds goes in once the meeting is unlocked.
    if (code === 'meeting-locked') return void (person.holdsBack = true);
    person.session = null;
    if (['not-saved', 'restarting', 'not-found', 'unknown-history'].includes(code)) return;
    if (code === 'meeting-closed' && this.#closed) return;
    this.#violations.push(
      `an honest client was refused: ${code} ${error instanceof Error ? error.stack : ''}`,
    );
  }

  /** What the facilitator's tab and others' send besides words. */
  async #command(person: Person): Promise<void> {
    const cards = [...person.board.getMap('cards').keys()];
    const card = cards.length > 0 ? this.#random.pick(cards) : this.#random.id();
    const id = this.#random.id();
    const [name, payload] = this.#random.pick<[string, unknown]>([
      ['facilitation.claim', {}],
      ['facilitation.hand', { to: this.#random.pick(this.#people).memberId }],
      ['meeting.lock', { locked: this.#random.chance(0.3) }],
      ['meeting.change', { columns: someColumns(this.#random) }],
      ['done.set', { done: this.#random.chance(0.5) }],
      ['comment.save', { id, card, text: 'so it is' }],
      ['reaction.set', { card, kind: 'agree', on: this.#random.chance(0.7) }],
      ['action.save', { id, text: 'do it', ownerId: null, due: null, topic: null }],
      ['mood.set', { mood: 1 + this.#random.below(5) }],
      ['meeting.close', {}],
    ]);
    if (name === 'meeting.close') {
      if (!this.#random.chance(0.1)) return;
      this.#closed = true;
      this.#mayReveal = true;
    }
    await this.#ask(person, name, payload);
  }

  /** Whoever facilitates goes a step on, or back. */
  async #walk(): Promise<void> {
    const facilitator = this.#people.find(
      ({ memberId, session, board }) => session && board.getMap('meeting').get('facilitator') === memberId,
    );
    if (!facilitator) return;
    const from = facilitator.step;
    const steps = ['lobby', 'write', 'group', 'vote', 'discuss'];
    const to = steps[steps.indexOf(from) + (this.#random.chance(0.75) ? 1 : -1)];
    const reveals = from === 'write' && to === 'group';
    if (reveals) this.#mayReveal = true;
    const saved = this.#people.flatMap(({ words }) =>
      words.filter((word) => word.saved && word.document === 'notes'),
    );
    const done = await this.#ask(facilitator, 'step.move', { from, to, fewAuthorsConfirmed: true });
    if (!done || !reveals) return;
    this.#reveals += 1;
    const texts = await boardTexts(this.#database, meetingId);
    const lost = saved.find(({ word }) => !texts.includes(word));
    if (lost) this.#violations.push(`"${lost.word}" was saved and is not among what was revealed`);
  }

  async #vote(person: Person): Promise<void> {
    const cards = [...person.board.getMap('cards').keys()];
    if (cards.length === 0) return;
    const delta = this.#random.chance(0.8) ? 1 : -1;
    // Impatient people press several times.
    const presses = Array.from({ length: 1 + this.#random.below(4) }, () =>
      this.#ask(person, 'vote', { card: this.#random.pick(cards), delta }),
    );
    this.#votes += (await Promise.all(presses)).filter(Boolean).length;
  }

  /** True when it was done and the answer came. */
  async #ask(person: Person, name: string, payload: unknown): Promise<boolean> {
    const { session } = person;
    if (!session) return false;
    this.operations.push(`${person.memberId.slice(0, 8)}@${person.node} ${name} ${JSON.stringify(payload)}`);
    const { rooms, died } = this.#node(person.node);
    try {
      const command = rooms.command(meetingId, session, { id: this.#random.id(), name, payload });
      return await Promise.race([command.then(() => true), died.then(() => false)]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.operations.push(`${name} refused: ${error.code}`);
      return false;
    }
  }

  async #join(person: Person): Promise<void> {
    if (person.session) return;
    person.node = this.#random.below(this.#options.nodes);
    const node = this.#node(person.node);
    const session: Session = {
      id: this.#random.id(),
      connection: this.#random.below(2 ** 30),
      person: person.memberId,
      member: { memberId: person.memberId, name: 'P', role: 'member', manages: false },
    };
    const names: DocumentName[] = ['board', 'table', notesOf(person.memberId)];
    const owed: { name: DocumentName; update: Uint8Array }[] = [];
    try {
      const joining = node.rooms.join(meetingId, session, (entrance) => {
        for (const name of names) {
          const doc = person.document(name);
          const state = entrance.state(name, Y.encodeStateVector(doc));
          Y.applyUpdate(doc, state.update);
          const rest = Y.encodeStateAsUpdate(doc, state.vector);
          if (name !== 'board' && rest.length > 2) owed.push({ name, update: rest });
        }
        person.session = session;
      });
      await Promise.race([joining, node.died]);
      if (this.#node(person.node) !== node) person.session = null;
      if (!person.session) return;
    } catch (error) {
      this.#expectHonest(person, 'join', error);
      return;
    }
    person.holdsBack = person.isLockedOut;
    if (person.holdsBack) return;
    for (const { name, update } of owed) {
      const waiting = person.words.filter(
        (word) => !word.saved && (name === 'table') === (word.document === 'table'),
      );
      await this.#sendUpdate(person, session, name, update, () => {
        for (const word of waiting) word.saved = true;
      });
    }
  }

  #leave(person: Person): void {
    if (!person.session) return;
    this.#node(person.node).rooms.leave(meetingId, person.session);
    person.session = null;
  }

  /** A node is killed: whoever was on it hears nothing more from it. */
  #restart(index: number): void {
    this.#restarts += 1;
    this.operations.push(`restart of node ${index}`);
    this.#node(index).kill();
    this.#nodes[index] = this.#start(index);
    for (const person of this.#people) if (person.node === index) person.session = null;
  }

  #start(index: number): Node {
    let living = true;
    const alive = () => living;
    const { promise: died, resolve: die } = Promise.withResolvers<undefined>();
    const plain = this.#database.node({
      pause: async () => {
        for (let turn = this.#random.below(3); turn > 0; turn -= 1)
          await new Promise((resolve) => setImmediate(resolve));
        // A killed process never hears what its statement did.
        if (!alive()) await new Promise(() => undefined);
      },
      alive,
      died,
      append: () =>
        this.#faulty && this.#random.chance(0.05) ? (this.#random.chance(0.5) ? 'before' : 'after') : null,
    });
    const log = this.#options.breakLog?.(plain, this.#database) ?? plain;
    const announcer: Announcer = {
      announce: () => undefined,
      listen: (heard) => void this.#listeners.push((id) => (alive() ? heard(id, null) : undefined)),
      sharePresence: () => undefined,
      listenPresence: () => undefined,
      flowing: true,
    };
    const report = (what: string, error: unknown) =>
      void this.operations.push(`node ${index}: ${what} ${String(error)}`);
    const rooms = new Rooms({
      log,
      kinds,
      announcer,
      random: this.#random,
      clock: { now: () => this.#database.now },
      report,
    });
    rooms.addOutlet(this.#outlet(index, alive));
    const kill = () => {
      living = false;
      die(undefined);
    };
    return { rooms, died, kill };
  }

  #outlet(index: number, alive: () => boolean): Outlet {
    return {
      update: ({ document, version, update }, except) => {
        if (!alive()) return;
        // P3: whoever sees a frame sees what the log holds.
        const committed = this.#database.record(meetingId).versions.get(document) ?? 0;
        if (version > committed)
          this.#violations.push(`P3: version ${version} of ${document} was shown, ${committed} is saved`);
        const bytes = Buffer.from(update);
        if (!this.#mayReveal && !document.startsWith('notes:') && bytes.includes(`-${this.#random.seed};`))
          this.#violations.push(`P1: a hidden note went out with ${document}`);
        for (const person of this.#people) {
          if (person.node !== index || !person.session || person.session.id === except) continue;
          if (document.startsWith('notes:') && document !== notesOf(person.memberId)) continue;
          Y.applyUpdate(person.document(document), update);
        }
      },
      presence: () => undefined,
      counts: () => undefined,
      ballots: () => undefined,
      rights: (session) => {
        const person = this.#people.find((one) => one.session?.id === session.id);
        if (person) this.#leave(person);
      },
    };
  }

  /** Everybody comes back and says what they have, once the meeting is open to all. */
  async #settle(): Promise<void> {
    await this.#unlock();
    for (let round = 0; round < 6; round += 1) {
      for (const person of this.#people) {
        this.#leave(person);
        await this.#join(person);
      }
      for (const listener of this.#listeners) listener(meetingId, null);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const person of this.#people)
      for (let attempt = 0; attempt < 20 && !person.session; attempt += 1) await this.#join(person);
    for (let round = 0; round < 3; round += 1) {
      for (const listener of this.#listeners) listener(meetingId, null);
      for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#violations.length > 0) throw new Error(this.#violations[0]);
  }

  async #unlock(): Promise<void> {
    const [first] = this.#people;
    if (!first || this.#database.record(meetingId).entriesAtClose !== null) return;
    this.#faulty = false;
    for (let attempt = 0; attempt < 40; attempt += 1) {
      this.#leave(first);
      await this.#join(first);
      const leads = first.session && (await this.#ask(first, 'facilitation.claim', {}));
      if (leads && (await this.#ask(first, 'meeting.lock', { locked: false }))) return;
    }
    throw new Error('nobody could unlock the meeting');
  }

  #node(index: number): Node {
    const node = this.#nodes[index];
    if (!node) throw new Error(`no node ${index}`);
    return node;
  }
}

/** The first two of three columns, or others: what was written under a column that went must survive it. */
function someColumns(random: SeededRandom) {
  return ['start', 'stop', 'other']
    .filter((id) => id === 'start' || random.chance(0.6))
    .map((id) => ({ id, title: id, prompt: '', colour: 1 }));
}
