/** A retrospective as a screen sees it: plain values to read, intents to call. No component knows what lies behind. */
import type { Person } from '#shared/meeting/kind.ts';
import { peopleOf } from '#shared/meeting/parts/people.ts';
import type { Timer } from '#shared/meeting/parts/timer.ts';
import {
  meetingValue,
  textRoot,
  talkRoot,
  titleRoot,
  walkOf,
  type MeetingValues,
  type Step,
} from '#shared/meeting/retro/model.ts';
import { optionsSchema, type Column, type Options } from '#shared/meeting/retro/options.ts';
import { nowhere, type ErrorCode, type Id, type Spot } from '#shared/protocol/index.ts';
import { ActionList } from './action-list.svelte.ts';
import { BoardCommands } from './commands.svelte.ts';
import type { BoardConnection, OfferedWords, SaveState } from './connection.ts';
import { Discussion } from './discussion.svelte.ts';
import { editableText, type EditableText, type FollowedText } from './editable-text.ts';
import { Facilitation } from './facilitation.svelte.ts';
import { BoardHistory } from './history.svelte.ts';
import { LiveMeeting } from './live.ts';
import { Lobby } from './lobby.svelte.ts';
import { NoteWriter } from './note-writer.ts';
import {
  boardTopics,
  doneMembers,
  noteByCard,
  ownNotes,
  presentMembers,
  type BoardTopic,
} from './projection.ts';
import { Remarks } from './remarks.svelte.ts';
import { Shown } from './shown.ts';
import { TableMover } from './table-mover.ts';
import { Voting } from './voting.svelte.ts';

const noColumns: readonly Column[] = [];
const noTopics: readonly BoardTopic[] = [];

export class RetroBoard {
  readonly #connection: BoardConnection;
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #shown = new Shown();
  readonly notes: NoteWriter;
  readonly moves: TableMover;
  readonly history: BoardHistory;
  readonly lead: Facilitation;
  readonly votes: Voting;
  readonly talk: Discussion;
  readonly remarks: Remarks;
  readonly actions: ActionList;
  readonly lobby: Lobby;

  readonly options: Options = $derived.by(() => this.#value('options') ?? optionsSchema.parse({}));
  readonly columns: readonly Column[] = $derived(this.#value('options')?.columns ?? noColumns);
  /** Everybody who ever came in: what they wrote keeps their name. */
  readonly people: ReadonlyMap<Id, Person> = $derived.by(() =>
    this.#shown.people(peopleOf(this.#live.board)),
  );
  readonly participants: readonly Person[] = $derived(
    [...this.people.values()].filter(({ removed }) => !removed),
  );
  /** My notes, those of a column that was taken away in the first one. */
  readonly mine = $derived.by(() => this.#shown.notes(ownNotes(this.#live.notes, this.columns)));
  readonly #noteByCard = $derived.by(() => noteByCard(this.#live.notes));
  readonly topics: readonly BoardTopic[] = $derived.by(() =>
    this.#shown.topics(
      boardTopics({
        board: this.#live.board.reading('cards', 'tallies', 'discussed'),
        table: this.#live.table.reading('place'),
        columns: this.columns,
        people: this.people,
        mine: this.#noteByCard,
        ballots: this.#live.connection.ballots,
      }),
    ),
  );
  readonly #inColumns = $derived.by(() => this.#shown.inColumns(this.topics));
  readonly step: Step = $derived(this.#value('step') ?? 'lobby');
  /** False where I only look on: as an observer, in a meeting that is over for me, while it is locked. */
  readonly writes: boolean = $derived.by(() => {
    const { role, ended } = this.#live.connection;
    return role !== 'observer' && ended === null && this.step !== 'closed' && !this.lockedOut;
  });
  readonly done: ReadonlySet<Id> = $derived.by(() => doneMembers(this.#live.board));
  readonly presentIds: ReadonlySet<Id> = $derived.by(() => presentMembers(this.#live.connection.presence));

  constructor(connection: BoardConnection, randomId: () => Id) {
    this.#connection = connection;
    this.#live = new LiveMeeting(connection);
    this.#commands = new BoardCommands(connection, () => this.#live.catchUp());
    const [topics, people] = [() => this.topics, () => this.people];
    this.notes = new NoteWriter(connection, randomId, (name, payload) => this.#commands.send(name, payload));
    this.moves = new TableMover(connection);
    this.history = new BoardHistory(connection, () => this.notes.settle());
    this.lead = new Facilitation(this.#live, this.#commands, people);
    this.votes = new Voting(this.#live, this.#commands, topics, () => this.options);
    this.talk = new Discussion(this.#live, this.#commands, topics, people);
    const now = () => this.serverNow();
    this.remarks = new Remarks(this.#live, this.#commands, people, randomId, now);
    this.actions = new ActionList(this.#live, this.#commands, randomId, now);
    this.lobby = new Lobby(
      this.#live,
      this.#commands,
      randomId,
      () => this.participants,
      () => this.presentIds,
    );
  }

  #value<K extends keyof MeetingValues>(key: K): MeetingValues[K] | undefined {
    return meetingValue(this.#live.board, key);
  }

  /** False until the meeting's first state is here, from the server or from this device. */
  get ready(): boolean {
    return this.#value('step') !== undefined;
  }
  /** The steps this meeting has, in their order. */
  get walk(): readonly Step[] {
    return walkOf(this.options);
  }
  get title(): string {
    return this.#value('title') ?? '';
  }
  get goal(): string {
    return this.#value('goal') ?? '';
  }
  get timer(): Timer | null {
    return this.#value('timer') ?? null;
  }
  /** When an async meeting closes by itself. */
  get expiresAt(): number | null {
    return this.#value('expiresAt') ?? null;
  }
  get facilitator(): Person | null {
    return this.lead.facilitator;
  }
  get me(): Person | null {
    return this.people.get(this.#live.connection.memberId ?? '') ?? null;
  }
  get facilitates(): boolean {
    return this.lead.mine;
  }
  /** True while somebody else keeps the meeting as it is. */
  get lockedOut(): boolean {
    return this.lead.locked && !this.lead.mine;
  }
  get state(): SaveState {
    return this.#live.connection.state;
  }
  /** True while what is seen of the others is what they do now. */
  get connected(): boolean {
    return this.state === 'saved' || this.state === 'saving';
  }
  get ended(): ErrorCode | null {
    return this.#live.connection.ended;
  }
  get offered(): readonly OfferedWords[] {
    return this.#live.connection.offered;
  }
  /** True when notes that I write now are on the board at once. */
  get writesInPublic(): boolean {
    return (
      this.step === 'group' || (this.step === 'write' && !this.options.hideNotes && !this.options.anonymous)
    );
  }
  get iAmDone(): boolean {
    return this.done.has(this.me?.id ?? '');
  }
  /** The topics that stand in a column, in order. */
  topicsIn(column: string): readonly BoardTopic[] {
    return this.#inColumns.get(column) ?? noTopics;
  }
  /** Notes of others that are still hidden: of a column, or of the whole board when no column is named. */
  hiddenOfOthers(column?: string): number {
    const { total, columns } = this.#live.connection.counts;
    const all = column === undefined ? total : (columns?.[column] ?? 0);
    const hiddenOwn = this.mine.filter((note) => note.card === null && note.text.trim() !== '');
    const own = column === undefined ? hiddenOwn : hiddenOwn.filter((note) => note.column === column);
    return Math.max(0, all - own.length);
  }
  /** Notes that stand in a column, hidden ones too: where those are told in one total, each could be among them. */
  notesStanding(column: string): number {
    const { total, columns } = this.#live.connection.counts;
    const shown = this.topics.flatMap(({ cards }) => cards).filter((card) => card.column === column);
    return shown.length + (columns ? (columns[column] ?? 0) : total);
  }
  serverNow(): number {
    return this.#connection.serverNow();
  }

  noteText(note: Id): EditableText {
    return editableText(this.#connection, 'notes', textRoot(note));
  }
  titleText(card: Id): EditableText {
    return editableText(this.#connection, 'table', titleRoot(card));
  }
  talkText(card: Id): FollowedText {
    return editableText(this.#connection, 'table', talkRoot(card));
  }
  /** Where I am in public text; `null` when I left it. */
  say(spot: Spot | null): void {
    this.#connection.say(spot ?? nowhere);
  }

  /** Takes a note of mine away, and offers to put it back. */
  removeNote(note: Id): void {
    this.notes.remove(note);
    this.history.offer();
  }
  setDone(done: boolean): void {
    this.#commands.send('done.set', { done });
  }
  /** The last thing that was refused, until the next success or until it is put away. */
  get refused(): ErrorCode | null {
    return this.#commands.refused;
  }
  dismissRefused(): void {
    this.#commands.refused = null;
  }
  dismissOffered(id: Id): void {
    void this.#connection.dismissOffered(id);
  }
  close(): void {
    this.notes.flush();
    void this.#connection.close();
  }
}
