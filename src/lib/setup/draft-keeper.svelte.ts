/** Keeps a draft on the server as one types, and brings in what others change meanwhile. */
import type { Id } from '#shared/protocol/index.ts';
import { api } from '#lib/api/client.ts';
import type { Failure } from '#lib/api/failure.ts';
import type { Draft, Setup } from '#lib/api/setup.ts';
import { merged, same } from './merge.ts';
import { SetupForm } from './setup-form.svelte.ts';

/** After the last keystroke. */
const restMs = 600;
/** Before it is tried again. */
const againMs = 3_000;

const setupOf = ({ title, goal, template, options, invited }: Draft): Setup => ({
  title,
  goal,
  template,
  options,
  invited,
});

export class DraftKeeper {
  readonly form: SetupForm;
  mark = $state<'saved' | 'saving' | 'not-saved'>('saved');
  failure = $state<Failure | null>(null);
  /** Somebody else changed it while it was open here. */
  changed = $state(false);
  /** What was typed here and clashed with theirs. */
  offered = $state.raw<Setup | null>(null);

  readonly #id: Id;
  readonly #left: () => void;
  /** As the server has it. */
  #known: Draft;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** `left`: it is no draft any more, or not for us. */
  constructor(id: Id, draft: Draft, left: () => void) {
    this.#id = id;
    this.#known = draft;
    this.#left = left;
    this.form = new SetupForm(draft);
  }

  get #pending(): Setup | null {
    const { value } = this.form;
    return value && !same(value, setupOf(this.#known)) ? value : null;
  }

  /** To be called when something was typed or chosen. */
  typed(): void {
    clearTimeout(this.#timer);
    if (!this.form.value) this.mark = 'not-saved';
    else if (this.#pending) {
      this.mark = 'saving';
      this.#timer = setTimeout(() => void this.save(), restMs);
    } else this.mark = 'saved';
  }

  /** Saves what is not saved yet; answers whether all is. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#turn = this.#turn.then(() => this.#put());
    await this.#turn;
    return this.form.value !== null && this.#pending === null;
  }

  /** Looks what others changed. */
  async look(): Promise<void> {
    if (this.mark === 'saved') await (this.#turn = this.#turn.then(() => this.#take()));
  }

  /** Puts back what was typed here. */
  takeBack(): void {
    if (this.offered) this.form.fill(this.offered);
    this.dismiss();
  }

  dismiss(): void {
    this.offered = null;
    this.changed = false;
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#pending) void this.save();
  }

  async #put(): Promise<void> {
    const setup = this.#pending;
    if (!setup) return;
    const answer = await api.changeDraft(this.#id, { ...setup, version: this.#known.version });
    if (answer.ok) {
      this.#known = { ...setup, ...answer.value };
      this.failure = null;
      this.typed();
    } else if (answer.error === 'changed-meanwhile') await this.#take();
    else this.#failed(answer.error);
  }

  async #take(): Promise<void> {
    const answer = await api.draft(this.#id);
    if (!answer.ok) return this.#failed(answer.error);
    const mine = this.form.value;
    // Half a title is waited for: the next save comes back here.
    if (!mine || answer.value.version === this.#known.version) return;
    const both = merged(setupOf(this.#known), mine, setupOf(answer.value));
    this.#known = answer.value;
    if (!same(both.setup, mine)) {
      this.form.fill(both.setup);
      this.changed = true;
      this.offered = both.mine ?? this.offered;
    }
    this.typed();
  }

  #failed(error: Failure): void {
    if (error === 'not-found' || error === 'already-moved') return this.#left();
    this.failure = error;
    if (!this.#pending) return;
    this.mark = 'not-saved';
    if (error === 'unreachable') this.#timer = setTimeout(() => void this.save(), againMs);
  }
}
