import { SvelteMap } from 'svelte/reactivity';
import type { Id } from '#shared/protocol/index.ts';

/** How long an answered vote may wait for the ballots that contain it. */
const settleMs = 1_500;

/** My votes as I set them, shown until the server's own count arrives: pressing a dot never waits. */
export class WantedVotes {
  readonly #wanted = new SvelteMap<Id, number>();
  readonly #underWay = new SvelteMap<Id, number>();

  /** What I set for a topic, or undefined when the server's count is what counts. */
  of(topic: Id): number | undefined {
    return this.#wanted.get(topic);
  }

  /** Votes set beyond what the server knows, over all topics. */
  difference(known: (topic: Id) => number): number {
    let difference = 0;
    for (const [topic, votes] of this.#wanted) difference += votes - known(topic);
    return difference;
  }

  /** Shows `votes` while `send` is under way. `known` reads the server's count. */
  async set(topic: Id, votes: number, known: () => number, send: () => Promise<boolean>): Promise<void> {
    this.#wanted.set(topic, votes);
    this.#underWay.set(topic, (this.#underWay.get(topic) ?? 0) + 1);
    const taken = await send();
    const left = (this.#underWay.get(topic) ?? 1) - 1;
    this.#underWay.set(topic, left);
    if (left > 0) return;
    if (!taken || known() === votes) this.#wanted.delete(topic);
    else setTimeout(() => this.#underWay.get(topic) === 0 && this.#wanted.delete(topic), settleMs);
  }
}
