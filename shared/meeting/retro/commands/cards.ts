/** A person's own cards on the board: publishing, changing, taking back; and the facilitator's removal. */
import { z } from 'zod';
import { idSchema, Refusal, timing, type Id } from '../../../protocol/index.ts';
import type { Decision, Effects, Randomness } from '../../kind.ts';
import { define, memberOf } from '../../parts/define.ts';
import { cardOf, meetingValue, type Card } from '../model.ts';
import { noteOf, publish, type WrittenNote } from '../notes.ts';

const ofNote = z.strictObject({ note: idSchema });

export const publishOwn = define({
  payload: ofNote,
  verb: 'card.publish',
  decide({ note: id }, decision) {
    const memberId = memberOf(decision);
    const note = noteOf(memberId, id, decision.view);
    if (!note) throw new Refusal('not-found');
    requireShowable(note, decision);
    return isAnonymous(decision) ? later('card.show', memberId, id, decision) : show(note, decision);
  },
});

export const unpublishOwn = define({
  payload: ofNote,
  verb: 'card.publish',
  decide({ note: id }, decision) {
    const memberId = memberOf(decision);
    const card = decision.view.notes.get(memberId)?.value('published', id);
    if (typeof card !== 'string') throw new Refusal('not-found');
    return isAnonymous(decision) ? later('card.hide', memberId, id, decision) : withdraw(card, decision);
  },
});

const ofMembersNote = z.strictObject({ memberId: idSchema, note: idSchema });

/** Timed: an anonymous meeting publishes a change after a random delay, in a transaction of its own (P2). */
export const showLater = define({
  payload: ofMembersNote,
  verb: 'card.show',
  decide({ memberId, note: id }, decision) {
    const note = noteOf(memberId, id, decision.view);
    return note ? show(note, decision) : {};
  },
});

/** Timed: takes an anonymous card off the board after a random delay, unless its author wrote it again meanwhile. */
export const hideLater = define({
  payload: ofMembersNote,
  verb: 'card.show',
  decide({ memberId, note }, decision) {
    const card = decision.view.notes.get(memberId)?.value('published', note);
    const isBack = (noteOf(memberId, note, decision.view)?.text.trim() ?? '') !== '';
    return typeof card === 'string' && !isBack ? withdraw(card, decision) : {};
  },
});

/** The facilitator takes a card off the board; its votes go back. */
export const removeCard = define({
  payload: z.strictObject({ card: idSchema }),
  verb: 'card.remove',
  decide: ({ card }, decision) => remove(card, decision),
});

function show(note: WrittenNote, decision: Decision): Effects {
  if (note.text.trim() === '') return note.card === undefined ? {} : withdraw(note.card, decision);
  return publish([note], decision.view, decision.random);
}

/** By its author, who may put it back. */
function withdraw(id: Id, decision: Decision): Effects {
  return remove(id, decision, { withdrawn: true });
}

function remove(id: Id, { view }: Decision, by: Pick<Card, 'withdrawn'> = {}): Effects {
  const card = cardOf(view.board, id);
  if (!card) throw new Refusal('not-found');
  if (card.removed) return {};
  const value: Card = { ...card, text: '', removed: true, ...by };
  return { board: [{ root: 'cards', key: id, value }], refund: [id] };
}

/** New cards: while writing when notes are not hidden, and while grouping. A published one may change in any step. */
function requireShowable(note: WrittenNote, { view }: Decision): void {
  if (note.card !== undefined) return;
  const step = meetingValue(view.board, 'step');
  const open = meetingValue(view.board, 'options')?.hideNotes === false && step === 'write';
  if (!open && step !== 'group') throw new Refusal('wrong-step');
}

function isAnonymous({ view }: Decision): boolean {
  return meetingValue(view.board, 'options')?.anonymous ?? false;
}

function later(name: string, memberId: Id, note: Id, { now, random }: Decision): Effects {
  return { jobs: [{ subject: random.id(), due: now + delay(random), name, payload: { memberId, note } }] };
}

function delay(random: Randomness): number {
  const [least, most] = timing.publishDelayMs;
  return Math.round(least + random.next() * (most - least));
}
