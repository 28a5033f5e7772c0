/** My notes that were never shown: what is there, and what becomes of them. */
import type { Id } from '#shared/protocol/index.ts';
import { session } from '#lib/account/session.svelte.ts';
import { api } from '#lib/api/client.ts';
import type { Failure } from '#lib/api/failure.ts';
import type { LeftOverNote } from '#lib/api/shapes.ts';

export class LeftOver {
  notes = $state.raw<readonly LeftOverNote[]>([]);
  failure = $state<Failure | null>(null);
  /** True once something was taken or discarded here: then an empty list is an answer. */
  touched = $state(false);

  /** Whether there is something to show. */
  get offers(): boolean {
    return this.notes.length > 0 || this.touched;
  }

  /** All of mine, or those of the team that holds a meeting. */
  async load(meetingId?: Id): Promise<void> {
    const answer = await api.leftOver(meetingId);
    if (answer.ok) this.notes = answer.value;
    else this.failure = answer.error;
  }

  /** What is offered in a meeting, to who has an account. */
  async offerIn(meetingId: Id | undefined): Promise<void> {
    if (meetingId !== undefined && session.me?.account) await this.load(meetingId);
  }

  /** It was taken, or is not wanted. */
  async forget(id: Id): Promise<void> {
    const answer = await api.forgetLeftOver(id);
    this.failure = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    this.touched = true;
    this.notes = this.notes.filter((note) => note.id !== id);
  }
}
