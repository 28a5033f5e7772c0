/** Comments under cards, and reactions to them. Mine are shown before the server has answered. */
import { SvelteMap } from 'svelte/reactivity';
import type { Person } from '#shared/meeting/kind.ts';
import { commentsOf, reactionsOf, type Comment, type ReactionKind } from '#shared/meeting/parts/comments.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import { commentsByCard, reactionsTo, type BoardComment, type BoardReaction } from './remarks-of-card.ts';

export class Remarks {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #people: () => ReadonlyMap<Id, Person>;
  readonly #randomId: () => Id;
  readonly #now: () => number;
  readonly #waiting = new SvelteMap<Id, Comment | null>();
  readonly #pressed = new SvelteMap<string, boolean>();

  constructor(
    live: LiveMeeting,
    commands: BoardCommands,
    people: () => ReadonlyMap<Id, Person>,
    randomId: () => Id,
    now: () => number,
  ) {
    this.#live = live;
    this.#commands = commands;
    this.#people = people;
    this.#randomId = randomId;
    this.#now = now;
  }

  readonly #byCard = $derived.by(() =>
    commentsByCard(
      commentsOf(this.#live.board),
      this.#waiting,
      this.#people(),
      this.#live.connection.memberId,
    ),
  );
  /** How many comments there are, for telling that one came. */
  readonly count: number = $derived([...this.#byCard.values()].reduce((sum, said) => sum + said.length, 0));

  /** The comments under a card, oldest first. */
  under(card: Id): readonly BoardComment[] {
    return this.#byCard.get(card) ?? [];
  }
  /** The five reactions to a card, given or not. */
  reactionsTo(card: Id): readonly BoardReaction[] {
    const wanted = (kind: ReactionKind) => this.#pressed.get(`${card}/${kind}`);
    return reactionsTo(
      reactionsOf(this.#live.board, card),
      wanted,
      this.#people(),
      this.#live.connection.memberId,
    );
  }

  /** Says something under a card, or says it in other words. */
  async comment(card: Id, text: string, id: Id = this.#randomId()): Promise<boolean> {
    const author = this.#live.connection.memberId;
    const at = commentsOf(this.#live.board).get(id)?.at ?? this.#now();
    if (author) this.#waiting.set(id, { card, author, text, at });
    const saved = await this.#commands.sent('comment.save', { id, card, text });
    this.#waiting.delete(id);
    return saved;
  }
  async removeComment(id: Id): Promise<void> {
    this.#waiting.set(id, null);
    await this.#commands.sent('comment.remove', { id });
    this.#waiting.delete(id);
  }
  async react(card: Id, kind: ReactionKind, on: boolean): Promise<void> {
    const key = `${card}/${kind}`;
    this.#pressed.set(key, on);
    await this.#commands.sent('reaction.set', { card, kind, on });
    // Pressed again meanwhile, the later press has its own answer to wait for.
    if (this.#pressed.get(key) === on) this.#pressed.delete(key);
  }
}
