/** Before the writing: who is awaited, how everybody comes in, what earlier meetings left open. */
import type { Person } from '#shared/meeting/kind.ts';
import { moodRoot } from '#shared/meeting/parts/mood.ts';
import { meetingValue, settledOf, type Settled } from '#shared/meeting/retro/model.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import { awaitedOf } from './people.ts';

/** An open action item of an earlier meeting, as it is carried on into this one. */
export interface CarriedItem {
  readonly id: Id;
  readonly text: string;
  readonly ownerId: Id | null;
  readonly due: string | null;
}

export class Lobby {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #randomId: () => Id;
  readonly #participants: () => readonly Person[];
  readonly #present: () => ReadonlySet<Id>;
  #chosen = $state<number | null>(null);

  constructor(
    live: LiveMeeting,
    commands: BoardCommands,
    randomId: () => Id,
    participants: () => readonly Person[],
    present: () => ReadonlySet<Id>,
  ) {
    this.#live = live;
    this.#commands = commands;
    this.#randomId = randomId;
    this.#participants = participants;
    this.#present = present;
  }

  readonly here: readonly Person[] = $derived.by(() =>
    this.#participants().filter(({ id }) => this.#present().has(id)),
  );
  readonly awaited: readonly Person[] = $derived.by(() => awaitedOf(this.#participants(), this.#present()));

  /** My own mood, 1 to 5, as I said it last. */
  get myMood(): number | null {
    const known = this.#live.notes.value(moodRoot, 'mood');
    return this.#chosen ?? (typeof known === 'number' ? known : null);
  }
  /** How many said how they are. */
  get moodAnswers(): number {
    return meetingValue(this.#live.board, 'mood')?.answers ?? 0;
  }
  /** How many gave each mood, awful first; null while it is not told, or would tell on one. */
  get moodCounts(): readonly number[] | null {
    return meetingValue(this.#live.board, 'mood')?.counts ?? null;
  }
  /** How an earlier action item was settled on this board. */
  settled(earlier: Id): Settled | null {
    return settledOf(this.#live.board, earlier);
  }

  async setMood(mood: number): Promise<void> {
    this.#chosen = mood;
    if (!(await this.#commands.sent('mood.set', { mood })) && this.#chosen === mood) this.#chosen = null;
  }
  tick(earlier: Id, done: boolean): void {
    this.#commands.send('earlier.tick', { id: earlier, done });
  }
  carry({ id, ...item }: CarriedItem): void {
    this.#commands.send('earlier.carry', { id, as: this.#randomId(), ...item });
  }
}
