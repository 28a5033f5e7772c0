/**
 * Several people in one standup on two nodes, in an order that a seed decides: typing, publishing, taking back, a round-up
 * that two of them drive at once. Checked at every frame, and at the end against the log.
 */
import * as Y from 'yjs';
import { entryOf, meetingValue, textRoot, type Round } from '#shared/meeting/standup/model.ts';
import { notesOf, Refusal, type DocumentName, type Id } from '#shared/protocol/index.ts';
import { Rooms, type Announcer, type Outlet, type Kinds, type Session } from '#server/rooms/index.ts';
import { Replica } from '#server/rooms/replica.ts';
import { MemoryDatabase } from '../doubles/memory-log.ts';
import { SeededRandom } from '../doubles/random.ts';

const meetingId = '00000000-0000-4000-8000-0000000000ee';
const questions = ['did', 'plan', 'blocker'];
const day = { date: '2026-11-25', zone: 'UTC', closesAt: 10_000_000 };

interface Person {
  readonly memberId: Id;
  readonly node: number;
  readonly session: Session;
  readonly notes: Y.Doc;
  readonly board: Y.Doc;
  /** Words that this person ever asked to have shown. */
  readonly shown: Set<string>;
  readonly words: string[];
  /** Publications under way: what is typed meanwhile may be in them. */
  publishing: number;
}

export interface StandupResult {
  readonly published: number;
  readonly moves: number;
  readonly collisions: number;
}

/** Runs one seed. Throws when something does not hold. */
export async function simulateStandup(seed: number, kinds: Kinds): Promise<StandupResult> {
  return new StandupRun(seed, kinds).play();
}

class StandupRun {
  readonly #random: SeededRandom;
  readonly #database = new MemoryDatabase();
  readonly #people: Person[];
  readonly #nodes: Rooms[];
  readonly #hear: (() => void)[] = [];
  readonly #violations: string[] = [];
  readonly #result = { published: 0, moves: 0, collisions: 0 };

  constructor(seed: number, kinds: Kinds) {
    this.#random = new SeededRandom(seed);
    this.#people = [0, 1, 2, 3].map((at) => this.#person(at));
    const member = ({ memberId, session }: Person) => ({ ...session.member, memberId, removed: false });
    this.#database.create(meetingId, 'standup', this.#people.map(member));
    this.#nodes = [0, 1].map((node) => this.#start(node, kinds));
  }

  async play(): Promise<StandupResult> {
    const [first] = this.#people;
    if (!first) throw new Error('nobody');
    const setup = { title: 'Standup', goal: '', options: { day, order: 'name' }, invited: [] };
    this.#database.draft(meetingId, {
      setup,
      facilitator: { id: first.memberId, name: 'P0', role: 'member' },
    });
    await this.#node(0).start(meetingId, { accountId: first.memberId, here: true });
    for (const person of this.#people) await this.#join(person);
    for (let step = 0; step < 60; step += 1) {
      await Promise.all([this.#step(), ...(this.#random.chance(0.5) ? [this.#step()] : [])]);
      if (this.#random.chance(0.3)) for (const hear of this.#hear) hear();
    }
    await this.#settle();
    if (this.#violations.length > 0) throw new Error(this.#violations[0]);
    return this.#result;
  }

  async #step(): Promise<void> {
    const person = this.#random.pick(this.#people);
    const dice = this.#random.next();
    if (dice < 0.4) await this.#type(person);
    else if (dice < 0.6) await this.#publish(person);
    else if (dice < 0.68) await this.#ask(person, 'answers.withdraw', {});
    else if (dice < 0.78) await this.#ask(person, 'round.start', {});
    else await this.#drive();
  }

  async #type(person: Person): Promise<void> {
    const word = `w${person.words.length}-${person.memberId.slice(0, 8)};`;
    person.words.push(word);
    if (person.publishing > 0) person.shown.add(word);
    const before = Y.encodeStateVector(person.notes);
    person.notes.getText(textRoot(this.#random.pick(questions))).insert(0, word);
    const update = Y.encodeStateAsUpdate(person.notes, before);
    await this.#node(person.node).update(meetingId, person.session, notesOf(person.memberId), update);
  }

  async #publish(person: Person): Promise<void> {
    for (const word of person.words) person.shown.add(word);
    person.publishing += 1;
    if (await this.#ask(person, 'answers.publish', {})) this.#result.published += 1;
    person.publishing -= 1;
  }

  /** Two people, perhaps on two nodes, see the same speaker and press at once. */
  async #drive(): Promise<void> {
    const [one, other] = [this.#random.pick(this.#people), this.#random.pick(this.#people)];
    const before = await this.#round();
    if (!before) return;
    const from = before.index;
    const press = (person: Person) =>
      this.#ask(person, this.#random.pick(['round.next', 'round.skip', 'round.back']), { from });
    const done = (await Promise.all([press(one), press(other)])).filter(Boolean).length;
    this.#result.moves += done;
    if (done < 2) this.#result.collisions += 1;
    else this.#violations.push(`A-7: two moved the round from ${from}`);
  }

  async #ask({ node, session }: Person, name: string, payload: unknown): Promise<boolean> {
    this.#database.now += 1 + this.#random.below(5_000);
    try {
      await this.#node(node).command(meetingId, session, { id: this.#random.id(), name, payload });
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  async #join(person: Person): Promise<void> {
    await this.#node(person.node).join(meetingId, person.session, (entrance) => {
      for (const name of ['board', notesOf(person.memberId)] as const)
        Y.applyUpdate(docOf(person, name), entrance.state(name, undefined).update);
    });
  }

  /** Everybody has what the log has, and the log has what its authors published. */
  async #settle(): Promise<void> {
    for (const hear of this.#hear) hear();
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const person of this.#people) await this.#publish(person);
    for (const hear of this.#hear) hear();
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const board = await this.#board();
    for (const { memberId, notes, board: seen } of this.#people) {
      if (
        JSON.stringify(seen.getMap('answers').toJSON()) !==
        JSON.stringify(board.doc.getMap('answers').toJSON())
      )
        this.#violations.push('P4: somebody sees other answers than the log');
      for (const { question, text } of entryOf(memberId, board.view)?.answers ?? [])
        if (text !== notes.getText(textRoot(question)).toString())
          this.#violations.push('A-2: what was published last is not on the board');
    }
  }

  async #round(): Promise<Round | null> {
    return meetingValue((await this.#board()).view, 'round') ?? null;
  }

  async #board(): Promise<Replica> {
    const loaded = await this.#database.node().load(meetingId);
    const board = loaded?.documents.find(({ document }) => document === 'board');
    return new Replica('board', board?.version ?? 0, board?.updates ?? []);
  }

  #start(index: number, kinds: Kinds): Rooms {
    const announcer: Announcer = {
      announce: () => undefined,
      listen: (heard) => void this.#hear.push(() => heard(meetingId, null)),
      sharePresence: () => undefined,
      listenPresence: () => undefined,
      flowing: true,
    };
    const rooms = new Rooms({
      log: this.#database.node(),
      kinds,
      announcer,
      random: this.#random,
      clock: { now: () => this.#database.now },
      report: (what, error) => void this.#violations.push(`${what}: ${String(error)}`),
    });
    rooms.addOutlet(this.#outlet(index));
    return rooms;
  }

  #outlet(index: number): Outlet {
    return {
      update: ({ document, update }, except) => {
        const readers = this.#people.filter(
          ({ node, memberId }) => node === index && (document === 'board' || document === notesOf(memberId)),
        );
        if (document === 'board') this.#checkHidden(update);
        for (const person of readers)
          if (person.session.id !== except) Y.applyUpdate(docOf(person, document), update);
      },
      presence: () => undefined,
      counts: () => void this.#violations.push('P1: a standup told how many write'),
      ballots: () => undefined,
      rights: () => undefined,
    };
  }

  /** P1: no byte of a draft is in what everybody gets. */
  #checkHidden(update: Uint8Array): void {
    const bytes = Buffer.from(update);
    for (const { words, shown } of this.#people)
      for (const word of words)
        if (!shown.has(word) && bytes.includes(word)) this.#violations.push(`P1: the draft ${word} went out`);
  }

  #person(at: number): Person {
    const memberId = this.#random.id();
    const member = { memberId, name: `P${at}`, role: 'member', manages: false } as const;
    const session: Session = { id: this.#random.id(), connection: at, person: memberId, member };
    const docs = { notes: new Y.Doc(), board: new Y.Doc() };
    return { memberId, node: at % 2, session, ...docs, shown: new Set(), words: [], publishing: 0 };
  }

  #node(index: number): Rooms {
    const rooms = this.#nodes[index];
    if (!rooms) throw new Error(`no node ${index}`);
    return rooms;
  }
}

function docOf({ board, notes }: Person, name: DocumentName): Y.Doc {
  return name === 'board' ? board : notes;
}
