/** A meeting of one kind on paper: its commands run on plain maps, one after the other, with a clock that tests turn. */
import type {
  Brought,
  DocumentView,
  Effects,
  MapWrite,
  MeetingKind,
  MeetingView,
  TextWrite,
} from '#shared/meeting/index.ts';
import { notesOf, Refusal, type ErrorCode, type Id, type ParticipantRole } from '#shared/protocol/index.ts';
import { SeededRandom } from './random.ts';

class PaperDocument implements DocumentView {
  readonly #maps = new Map<string, Map<string, unknown>>();
  readonly #texts = new Map<string, string>();

  value(root: string, key: string): unknown {
    return this.#maps.get(root)?.get(key);
  }

  entries(root: string): [string, unknown][] {
    return [...(this.#maps.get(root) ?? [])];
  }

  text(root: string): string {
    return this.#texts.get(root) ?? '';
  }

  write(write: MapWrite | TextWrite): void {
    if ('text' in write) {
      this.setText(write.text, write.value);
      return;
    }
    const { root, key, value } = write;
    const map = this.#maps.get(root) ?? new Map<string, unknown>();
    this.#maps.set(root, map);
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }

  setText(root: string, words: string): void {
    this.#texts.set(root, words);
  }

  /** Everything in it, for comparing. */
  all(): unknown {
    return {
      maps: Object.fromEntries([...this.#maps].map(([root, map]) => [root, Object.fromEntries(map)])),
      texts: Object.fromEntries(this.#texts),
    };
  }
}

export interface PaperPerson {
  readonly id: Id;
  readonly name: string;
  readonly role: ParticipantRole;
  readonly manages?: boolean;
}

interface PaperSetup {
  readonly seed?: number;
  readonly invited?: readonly PaperPerson[];
  readonly brought?: readonly Brought[];
}

export class PaperMeeting {
  readonly board = new PaperDocument();
  readonly table = new PaperDocument();
  readonly random: SeededRandom;
  /** Every effect so far, the oldest first. */
  readonly effects: Effects[] = [];
  /** Votes by card, as Postgres would count them. */
  readonly tallies = new Map<Id, number>();
  now = 1_000_000;
  readonly #kind: MeetingKind;
  readonly #notes = new Map<Id, PaperDocument>();

  constructor(
    kind: MeetingKind,
    options: unknown,
    facilitator: PaperPerson,
    { seed = 1, invited = [], brought = [] }: PaperSetup = {},
  ) {
    this.#kind = kind;
    this.random = new SeededRandom(seed);
    const setup = { title: 'Sprint 42', goal: '', options: kind.options.parse(options), invited, brought };
    this.#apply(kind.begin(setup, facilitator, this.now, this.random));
  }

  /** A person comes in. */
  enter(...people: readonly PaperPerson[]): void {
    for (const { id, name, role } of people)
      this.#apply({ board: this.#kind.enter({ id, name, role }, this.view) });
  }

  /** Writes a note as its author's page would; answers its id. */
  note(author: Id, column: string, words: string, id: Id = this.random.id()): Id {
    const notes = this.notes(author);
    notes.write({ root: 'cards', key: id, value: { column, at: this.random.next() } });
    notes.setText(`text:${id}`, words);
    return id;
  }

  notes(author: Id): PaperDocument {
    const known = this.#notes.get(author) ?? new PaperDocument();
    this.#notes.set(author, known);
    return known;
  }

  get view(): MeetingView {
    return { board: this.board, table: this.table, notes: this.#notes, tallies: this.tallies };
  }

  /** Runs a command. Throws `Refusal`. */
  run(actor: PaperPerson | 'system', name: string, payload: unknown = {}): Effects {
    const command = this.#kind.commands[name];
    if (!command) throw new Refusal('bad-request', `no command ${name}`);
    const who =
      actor === 'system'
        ? ({ kind: 'system' } as const)
        : ({
            kind: 'participant',
            memberId: actor.id,
            role: actor.role,
            manages: actor.manages ?? false,
          } as const);
    const effects = command.run(payload, { view: this.view, actor: who, now: this.now, random: this.random });
    this.#apply(effects);
    return effects;
  }

  /** The code a command is refused with, or null when it was done. */
  refusal(actor: PaperPerson | 'system', name: string, payload: unknown = {}): ErrorCode | null {
    try {
      this.run(actor, name, payload);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /** Everything that a participant's page would hold of what others made. */
  shownTo(member: Id): string {
    const own = this.#notes.get(member)?.all();
    return JSON.stringify([this.board.all(), this.table.all(), { [notesOf(member)]: own }]);
  }

  #apply(effects: Effects): void {
    this.effects.push(effects);
    for (const write of effects.board ?? []) this.board.write(write);
    for (const { memberId, writes } of effects.notes ?? [])
      for (const write of writes) this.notes(memberId).write(write);
    for (const card of effects.refund ?? []) this.tallies.delete(card);
  }
}
