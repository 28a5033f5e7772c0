/** A retrospective as a screen sees it: plain values to read, intents to call. No component knows what lies behind. */
import { SvelteMap } from 'svelte/reactivity';
import type { Person } from '#shared/meeting/kind.ts';
import {
  meetingValue,
  peopleOf,
  textRoot,
  talkRoot,
  titleRoot,
  type ActionItem,
  type MeetingValues,
  type Step,
  type Timer,
} from '#shared/meeting/retro/model.ts';
import { optionsSchema, type Column, type Options } from '#shared/meeting/retro/options.ts';
import { nowhere, type ErrorCode, type Id, type Spot } from '#shared/protocol/index.ts';
import type { BoardConnection, OfferedWords, SaveState } from './connection.ts';
import { editableText, type EditableText } from './editable-text.ts';
import { LiveMeeting } from './live.ts';
import { NoteWriter } from './note-writer.ts';
import {
  boardTopics,
  doneMembers,
  listedActions,
  namesTyping,
  noteByCard,
  ownNotes,
  presentMembers,
  type BoardTopic,
} from './projection.ts';
import { TableMover } from './table-mover.ts';
import { WantedVotes } from './wanted-votes.svelte.ts';

export type TimerAction =
  { action: 'start' | 'extend'; seconds: number } | { action: 'pause' | 'resume' | 'stop' };
export type ActionDraft = Omit<ActionItem, 'done' | 'at'>;

const noColumns: readonly Column[] = [];

export class RetroBoard {
  readonly #connection: BoardConnection;
  readonly #live: LiveMeeting;
  readonly #votes = new WantedVotes();
  readonly #newActions = new SvelteMap<Id, ActionItem>();
  readonly #randomId: () => Id;
  readonly notes: NoteWriter;
  readonly moves: TableMover;
  /** The last thing that was refused, until the next success or until it is put away. */
  refused = $state<ErrorCode | null>(null);

  readonly options: Options = $derived.by(() => this.#value('options') ?? optionsSchema.parse({}));
  readonly columns: readonly Column[] = $derived(this.#value('options')?.columns ?? noColumns);
  /** Everybody who ever came in: what they wrote keeps their name. */
  readonly people: ReadonlyMap<Id, Person> = $derived.by(() => peopleOf(this.#live.board));
  readonly participants: readonly Person[] = $derived(
    [...this.people.values()].filter(({ removed }) => !removed),
  );
  readonly mine = $derived.by(() => ownNotes(this.#live.notes));
  readonly #noteByCard = $derived.by(() => noteByCard(this.#live.notes));
  readonly topics: readonly BoardTopic[] = $derived.by(() =>
    boardTopics({
      board: this.#live.board,
      table: this.#live.table,
      people: this.people,
      mine: this.#noteByCard,
      ballots: this.#live.connection.ballots,
    }),
  );
  /** Most votes first; equals keep the order of the table. */
  readonly ranked: readonly BoardTopic[] = $derived([...this.topics].sort((a, b) => b.votes - a.votes));
  readonly actions = $derived.by(() => listedActions(this.#live.board, this.#newActions));
  readonly done: ReadonlySet<Id> = $derived.by(() => doneMembers(this.#live.board));
  readonly presentIds: ReadonlySet<Id> = $derived.by(() => presentMembers(this.#live.connection.presence));

  constructor(connection: BoardConnection, randomId: () => Id) {
    this.#connection = connection;
    this.#live = new LiveMeeting(connection);
    this.#randomId = randomId;
    const send = (name: string, payload: unknown) => void this.#send(name, payload);
    this.notes = new NoteWriter(connection, randomId, send);
    this.moves = new TableMover(connection);
  }

  #value<K extends keyof MeetingValues>(key: K): MeetingValues[K] | undefined {
    return meetingValue(this.#live.board, key);
  }

  /** False until the meeting's first state is here, from the server or from this device. */
  get ready(): boolean {
    return this.#value('step') !== undefined;
  }
  get step(): Step {
    return this.#value('step') ?? 'lobby';
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
  /** The topic everybody looks at. */
  get focus(): BoardTopic | null {
    const focus = this.#value('focus');
    return (focus && this.topics.find(({ members }) => members.includes(focus))) || null;
  }
  get facilitator(): Person | null {
    return this.people.get(this.#value('facilitator') ?? '') ?? null;
  }
  get me(): Person | null {
    return this.people.get(this.#live.connection.memberId ?? '') ?? null;
  }
  get facilitates(): boolean {
    return this.facilitator !== null && this.facilitator.id === this.me?.id;
  }
  get mayClaim(): boolean {
    return this.#live.connection.role === 'member' && !this.facilitates;
  }
  get writes(): boolean {
    const { role, ended } = this.#live.connection;
    return role !== 'observer' && ended === null && this.step !== 'closed';
  }
  get state(): SaveState {
    return this.#live.connection.state;
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
  get votesLeft(): number {
    const { ballots } = this.#live.connection;
    const used = Object.values(ballots).reduce((sum, votes) => sum + votes, 0);
    const known = (id: Id) => this.topics.find((topic) => topic.id === id)?.myVotes ?? 0;
    return this.options.votesPerPerson - used - this.#votes.difference(known);
  }
  /** Notes of others that are still hidden: of a column, or of the whole board when no column is named. */
  hiddenOfOthers(column?: string): number {
    const { total, columns } = this.#live.connection.counts;
    const all = column === undefined ? total : (columns?.[column] ?? 0);
    const hiddenOwn = this.mine.filter((note) => note.card === null && note.text.trim() !== '');
    const own = column === undefined ? hiddenOwn : hiddenOwn.filter((note) => note.column === column);
    return Math.max(0, all - own.length);
  }
  myVotesOn(topic: BoardTopic): number {
    return this.#votes.of(topic.id) ?? topic.myVotes;
  }
  /** Names of the others who type in the public text of a card. */
  typingAt(card: Id): string[] {
    const { presence, memberId } = this.#live.connection;
    return namesTyping(card, presence, memberId, this.people);
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
  talkText(card: Id): EditableText {
    return editableText(this.#connection, 'table', talkRoot(card));
  }
  /** Where I am in public text; `null` when I left it. */
  say(spot: Spot | null): void {
    this.#connection.say(spot ?? nowhere);
  }

  /** Sets my votes on a topic, one command per vote. */
  vote(topic: BoardTopic, delta: 1 | -1): void {
    const next = this.myVotesOn(topic) + delta;
    if (next < 0 || next > this.options.votesPerTopic || (delta > 0 && this.votesLeft < 1)) return;
    const known = () => this.topics.find(({ id }) => id === topic.id)?.myVotes ?? 0;
    void this.#votes.set(topic.id, next, known, () => this.#sent('vote', { card: topic.id, delta }));
  }
  /** Moves the meeting; answers a code when it didn't, `few-authors` when it wants to be confirmed. */
  moveStep(to: Step, confirmed = false): Promise<ErrorCode | null> {
    const payload = { from: this.step, to, ...(confirmed ? { fewAuthorsConfirmed: true } : {}) };
    return this.#ask('step.move', payload, ['few-authors', 'already-moved']);
  }
  closeMeeting(confirmed = false): Promise<ErrorCode | null> {
    return this.#ask('meeting.close', confirmed ? { fewAuthorsConfirmed: true } : {}, ['few-authors']);
  }
  claimFacilitation(): void {
    void this.#send('facilitation.claim', {});
  }
  setDone(done: boolean): void {
    void this.#send('done.set', { done });
  }
  setTimer(payload: TimerAction): void {
    void this.#send('timer.set', payload);
  }
  focusOn(topic: Id | null): void {
    void this.#send('topic.focus', { card: topic });
  }
  /** A topic is discussed when one of its cards is; taking the mark back takes it from all of them. */
  setDiscussed(topic: BoardTopic, discussed: boolean): void {
    const marked = topic.members.filter((id) => this.#live.board.value('discussed', id) === true);
    for (const card of discussed ? [topic.id] : marked)
      void this.#send('topic.discussed', { card, discussed });
  }
  /** Makes an action item, or changes one. */
  async saveAction(draft: ActionDraft, id: Id = this.#randomId()): Promise<boolean> {
    const isNew = !this.actions.some((item) => item.id === id);
    if (isNew) this.#newActions.set(id, { ...draft, done: false, at: this.serverNow() });
    const saved = await this.#sent('action.save', { id, ...draft });
    this.#newActions.delete(id);
    return saved;
  }
  setActionDone(id: Id, done: boolean): void {
    void this.#send('action.done', { id, done });
  }
  removeAction(id: Id): void {
    void this.#send('action.remove', { id });
  }
  removePerson(memberId: Id): void {
    void this.#send('participant.remove', { memberId });
  }
  removeCard(card: Id): void {
    void this.#send('card.remove', { card });
  }
  dismissOffered(id: Id): void {
    void this.#connection.dismissOffered(id);
  }
  close(): void {
    this.notes.flush();
    void this.#connection.close();
  }

  /** `expected` codes are answered and not shown: the caller deals with them. */
  async #ask(name: string, payload: unknown, expected: readonly ErrorCode[]): Promise<ErrorCode | null> {
    const answer = await this.#connection.command(name, payload);
    if (answer.ok) this.refused = null;
    else if (!expected.includes(answer.error)) this.refused = answer.error;
    return answer.ok ? null : answer.error;
  }
  #send(name: string, payload: unknown): Promise<ErrorCode | null> {
    return this.#ask(name, payload, []);
  }
  async #sent(name: string, payload: unknown): Promise<boolean> {
    return (await this.#send(name, payload)) === null;
  }
}
