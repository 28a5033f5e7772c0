/** My votes. Nobody else's are ever known here. */
import type { Options } from '#shared/meeting/retro/options.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import type { BoardTopic } from './projection.ts';
import { WantedVotes } from './wanted-votes.svelte.ts';

export class Voting {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #topics: () => readonly BoardTopic[];
  readonly #options: () => Options;
  readonly #wanted = new WantedVotes();

  constructor(
    live: LiveMeeting,
    commands: BoardCommands,
    topics: () => readonly BoardTopic[],
    options: () => Options,
  ) {
    this.#live = live;
    this.#commands = commands;
    this.#topics = topics;
    this.#options = options;
  }

  /** Votes I have still to give. */
  get left(): number {
    const { ballots } = this.#live.connection;
    const used = Object.values(ballots).reduce((sum, votes) => sum + votes, 0);
    return this.#options().votesPerPerson - used - this.#wanted.difference((id) => this.#known(id));
  }
  /** My votes on a topic. */
  of(topic: BoardTopic): number {
    return this.#wanted.of(topic.id) ?? topic.myVotes;
  }
  /** Everybody's votes on a topic, told while voting where votes are live; never fewer than mine, which are known sooner. */
  total(topic: BoardTopic): number {
    return Math.max(topic.votes, this.of(topic));
  }
  /** Sets my votes on a topic, one command per vote. */
  vote(topic: BoardTopic, delta: 1 | -1): void {
    const next = this.of(topic) + delta;
    if (next < 0 || next > this.#options().votesPerTopic || (delta > 0 && this.left < 1)) return;
    void this.#wanted.set(
      topic.id,
      next,
      () => this.#known(topic.id),
      () => this.#commands.sent('vote', { card: topic.id, delta }),
    );
  }

  #known(id: string): number {
    return this.#topics().find((topic) => topic.id === id)?.myVotes ?? 0;
  }
}
