/** The meeting's action items. A new one is shown before the server has answered. */
import { SvelteMap } from 'svelte/reactivity';
import type { ActionItem } from '#shared/meeting/parts/actions.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import { listedActions, type ListedAction } from './projection.ts';

export type ActionDraft = Omit<ActionItem, 'done' | 'at'>;

export class ActionList {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #randomId: () => Id;
  readonly #now: () => number;
  readonly #waiting = new SvelteMap<Id, ActionItem>();

  constructor(live: LiveMeeting, commands: BoardCommands, randomId: () => Id, now: () => number) {
    this.#live = live;
    this.#commands = commands;
    this.#randomId = randomId;
    this.#now = now;
  }

  /** Oldest first. */
  readonly all: readonly ListedAction[] = $derived.by(() => listedActions(this.#live.board, this.#waiting));

  /** Makes an action item, or changes one. */
  async save(draft: ActionDraft, id: Id = this.#randomId()): Promise<boolean> {
    const isNew = !this.all.some((item) => item.id === id);
    if (isNew) this.#waiting.set(id, { ...draft, done: false, at: this.#now() });
    const saved = await this.#commands.sent('action.save', { id, ...draft });
    this.#waiting.delete(id);
    return saved;
  }
  setDone(id: Id, done: boolean): void {
    this.#commands.send('action.done', { id, done });
  }
  remove(id: Id): void {
    this.#commands.send('action.remove', { id });
  }
}
