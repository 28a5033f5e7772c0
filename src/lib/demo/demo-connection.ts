/** A meeting without a server, for /dev/ui: the kind's own commands run on documents in memory. */
import * as Y from 'yjs';
import type {
  DocumentView,
  Effects,
  MapWrite,
  MeetingView,
  Randomness,
  TextWrite,
} from '#shared/meeting/kind.ts';
import { retro } from '#shared/meeting/retro/index.ts';
import {
  nowhere,
  Refusal,
  type Answer,
  type Counts,
  type Id,
  type OwnBallots,
  type PresenceEntry,
} from '#shared/protocol/index.ts';
import type { BoardConnection } from '#lib/board/connection.ts';
import { viewOf } from '#lib/board/plain-view.ts';

export interface DemoPerson {
  readonly id: Id;
  readonly name: string;
}

export class DemoConnection implements BoardConnection {
  readonly board = new Y.Doc();
  readonly table = new Y.Doc();
  readonly notes = new Y.Doc();
  readonly role = 'member';
  readonly ended = null;
  readonly offered = [];
  readonly memberId: Id;
  presence: PresenceEntry[];
  counts: Counts = { total: 0, columns: {} };
  ballots: OwnBallots = {};
  state: BoardConnection['state'] = 'saved';
  readonly #randomId: () => Id;
  readonly #others: ReadonlyMap<Id, Y.Doc>;
  readonly #votesOfOthers = new Map<Id, number>();
  readonly #listeners = new Set<() => void>();

  /** The first of `people` looks at the screen and facilitates. */
  constructor(
    people: readonly [DemoPerson, ...DemoPerson[]],
    options: unknown,
    randomId: () => Id,
    awaited: readonly DemoPerson[] = [],
  ) {
    this.#randomId = randomId;
    this.memberId = people[0].id;
    this.#others = new Map(people.slice(1).map(({ id }) => [id, new Y.Doc()]));
    this.presence = people.map(({ id }, connection) => ({
      connection,
      memberId: id,
      ...nowhere,
    }));
    const setup = {
      title: 'Sprint 42 retrospective',
      goal: 'What slowed the billing release down?',
      options: retro.options.parse(options),
      invited: awaited.map((person) => ({ ...person, role: 'member' as const })),
    };
    this.#apply(retro.begin(setup, { ...people[0], role: 'member' }, Date.now(), this.#random()));
    for (const person of people)
      this.#apply({ board: retro.enter({ ...person, role: 'member' }, this.#view()) });
  }

  /** Another person's notes, as that person would write them. */
  write(memberId: Id, notes: readonly { readonly column: string; readonly text: string }[]): void {
    const doc = memberId === this.memberId ? this.notes : this.#others.get(memberId);
    for (const [at, { column, text }] of notes.entries()) {
      const id = this.#randomId();
      doc?.getMap('cards').set(id, { column, at });
      doc?.getText(`text:${id}`).insert(0, text);
    }
    this.#count();
  }

  /** Votes of the others on a card. */
  voteOfOthers(card: Id, votes: number): void {
    this.#votesOfOthers.set(card, votes);
    this.#tell();
  }

  /** Another person's caret in a card's discussion notes. */
  place(memberId: Id, at: Id, cursor: number, typing: boolean): void {
    this.presence = this.presence.map((entry) =>
      entry.memberId === memberId ? { ...entry, at, cursor, typing } : entry,
    );
    this.#count();
  }

  /** That person is not here any more. */
  leave(memberId: Id): void {
    this.presence = this.presence.filter((entry) => entry.memberId !== memberId);
    this.#count();
  }

  serverNow(): number {
    return Date.now();
  }

  command(name: string, payload: unknown): Promise<Answer<{ result: unknown }>> {
    return this.commandBy(this.memberId, name, payload);
  }

  /** What another person does. */
  commandBy(memberId: Id, name: string, payload: unknown): Promise<Answer<{ result: unknown }>> {
    try {
      if (name === 'vote') this.#vote(payload);
      else this.#run(memberId, name, payload);
      this.#count();
      return Promise.resolve({ ok: true, result: null });
    } catch (error) {
      if (error instanceof Refusal) return Promise.resolve({ ok: false, error: error.code });
      throw error;
    }
  }

  say(): void {
    // Nobody is there to hear it.
  }

  dismissOffered(): void {
    // Nothing is ever offered.
  }

  on(event: 'change' | 'replaced', listener: () => void): () => void {
    if (event === 'change') this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }

  #run(memberId: Id, name: string, payload: unknown): void {
    const command = retro.commands[name];
    if (!command) throw new Refusal('bad-request');
    const actor = { kind: 'participant', memberId, role: 'member', manages: false } as const;
    this.#apply(command.run(payload, { view: this.#view(), actor, now: Date.now(), random: this.#random() }));
  }

  #random(): Randomness {
    return { next: () => Math.random(), id: this.#randomId };
  }

  #vote(payload: unknown): void {
    if (typeof payload !== 'object' || payload === null || !('card' in payload) || !('delta' in payload))
      return;
    const { card, delta } = payload;
    if (typeof card !== 'string' || typeof delta !== 'number') return;
    this.ballots = { ...this.ballots, [card]: (this.ballots[card] ?? 0) + delta };
    this.#tell();
  }

  /** Counts the votes for everybody, where they may be seen while voting. */
  #tell(): void {
    const name = retro.ballots.countsVotesBy(this.#view());
    const command = name ? retro.commands[name] : undefined;
    if (!command) return;
    const decision = { view: this.#view(), now: Date.now(), random: this.#random() };
    this.#apply(command.run({}, { ...decision, actor: { kind: 'system' } }));
    this.#count();
  }

  #view(): MeetingView {
    const notes = new Map<Id, DocumentView>([[this.memberId, viewOf(this.notes)]]);
    for (const [id, doc] of this.#others) notes.set(id, viewOf(doc));
    return {
      board: viewOf(this.board),
      table: viewOf(this.table),
      notes,
      tallies: this.#tallies(),
    };
  }

  #tallies(): Map<Id, number> {
    const tallies = new Map(this.#votesOfOthers);
    for (const [card, votes] of Object.entries(this.ballots))
      tallies.set(card, (tallies.get(card) ?? 0) + votes);
    return tallies;
  }

  #apply({ board = [], notes = [] }: Effects): void {
    this.board.transact(() => {
      for (const write of board) set(this.board, write);
    });
    for (const { memberId, writes } of notes) {
      const doc = memberId === this.memberId ? this.notes : this.#others.get(memberId);
      for (const write of writes) if (doc) set(doc, write);
    }
  }

  #count(): void {
    this.counts = retro.countHidden(this.#view());
    for (const listener of this.#listeners) listener();
  }
}

function set(doc: Y.Doc, write: MapWrite | TextWrite): void {
  if ('text' in write) {
    doc.getText(write.text).insert(0, write.value);
    return;
  }
  const { root, key, value } = write;
  if (value === undefined) doc.getMap(root).delete(key);
  else doc.getMap(root).set(key, value);
}
