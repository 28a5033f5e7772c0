/** Talking about topics: which one everybody looks at, which are done, where others write. */
import type { Person } from '#shared/meeting/kind.ts';
import { meetingValue } from '#shared/meeting/retro/model.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import { caretsOf, namesTyping, type BoardTopic, type OtherCaret } from './projection.ts';

export class Discussion {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #topics: () => readonly BoardTopic[];
  readonly #people: () => ReadonlyMap<Id, Person>;

  constructor(
    live: LiveMeeting,
    commands: BoardCommands,
    topics: () => readonly BoardTopic[],
    people: () => ReadonlyMap<Id, Person>,
  ) {
    this.#live = live;
    this.#commands = commands;
    this.#topics = topics;
    this.#people = people;
  }

  /** Most votes first; equals, and all of them where nobody voted, keep the order of the table. */
  readonly ranked: readonly BoardTopic[] = $derived.by(() =>
    [...this.#topics()].sort((a, b) => b.votes - a.votes),
  );

  /** The topic that the facilitator put before everybody. */
  get focus(): BoardTopic | null {
    const focus = meetingValue(this.#live.board, 'focus');
    return (focus && this.#topics().find(({ members }) => members.includes(focus))) || null;
  }
  /** What everybody looks at: that one, or else the first that is still to be discussed. */
  get shared(): BoardTopic | null {
    return this.focus ?? this.ranked.find(({ discussed }) => !discussed) ?? this.ranked[0] ?? null;
  }
  /** The topic that comes after the shared one: the next in line, or one that was left out before it. */
  get following(): BoardTopic | null {
    const at = this.ranked.findIndex(({ id }) => id === this.shared?.id);
    const line = [...this.ranked.slice(at + 1), ...this.ranked.slice(0, Math.max(0, at))];
    return line.find(({ discussed }) => !discussed) ?? null;
  }
  /** Names of the others who type in the public text of a card. */
  typingAt(card: Id): string[] {
    const { presence, memberId } = this.#live.connection;
    return namesTyping(card, presence, memberId, this.#people());
  }

  /** Others' carets in a card's discussion notes, as they said it last. */
  caretsAt(card: Id): OtherCaret[] {
    const { presence, memberId } = this.#live.connection;
    return caretsOf(card, presence, memberId, this.#people());
  }

  focusOn(topic: Id | null): void {
    this.#commands.send('topic.focus', { card: topic });
  }
  /** The shared topic is done: everybody goes on to the next. */
  goOn(): void {
    const { shared, following } = this;
    if (shared && !shared.discussed) this.setDiscussed(shared, true);
    if (following) this.focusOn(following.id);
  }
  /** A topic is discussed when one of its cards is; taking the mark back takes it from all of them. */
  setDiscussed(topic: BoardTopic, discussed: boolean): void {
    const marked = topic.members.filter((id) => this.#live.board.value('discussed', id) === true);
    for (const card of discussed ? [topic.id] : marked)
      this.#commands.send('topic.discussed', { card, discussed });
  }
}
