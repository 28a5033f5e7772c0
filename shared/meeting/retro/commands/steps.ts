/** Steps: forward and back, reveal on the way out of writing, tallies on the way out of voting, close. */
import { z } from 'zod';
import { Refusal, type Id } from '../../../protocol/index.ts';
import type { Decision, Effects, MapWrite, MeetingView } from '../../kind.ts';
import { after, mailToSchema, receivers } from '../../parts/close.ts';
import { define } from '../../parts/define.ts';
import { tellMood } from '../../parts/mood.ts';
import { nextTimer } from '../../parts/timer.ts';
import { setValue } from '../../parts/values.ts';
import { leastMoods, meetingValue, walkOf, type Step } from '../model.ts';
import { publish, writtenNotes, type Publication, type WrittenNote } from '../notes.ts';
import { summaryOf } from '../summary.ts';

/** Fewer than this, and an anonymous reveal would tell who wrote: it warns first (P2). */
const leastAuthors = 3;

const walkable = z.enum(['lobby', 'write', 'group', 'vote', 'discuss']);

export const move = define({
  payload: z.strictObject({ from: walkable, to: walkable, fewAuthorsConfirmed: z.boolean().optional() }),
  verb: 'step.move',
  tallies: true,
  decide({ from, to, fewAuthorsConfirmed }, decision): Effects {
    const { view } = decision;
    if (meetingValue(view.board, 'step') !== from) throw new Refusal('already-moved');
    const options = meetingValue(view.board, 'options');
    const walk = options ? walkOf(options) : [];
    const forward = walk.indexOf(to) - walk.indexOf(from);
    if (!walk.includes(to) || Math.abs(forward) !== 1) throw new Refusal('wrong-step');
    const reveals = from === 'write' && forward === 1;
    const minutes = forward === 1 && to !== 'lobby' ? options?.minutes[to] : null;
    const publication = reveals ? reveal(decision, fewAuthorsConfirmed ?? false) : { board: [], notes: [] };
    return {
      board: [
        ...publication.board,
        ...(reveals ? [setValue('revealed', true)] : []),
        ...(from === 'vote' ? tally(view) : []),
        // In an anonymous meeting at the close.
        ...(from === 'lobby' && !options?.anonymous ? tellMood(view, leastMoods) : []),
        setValue('step', to),
        setValue(
          'timer',
          minutes ? nextTimer({ action: 'start', seconds: minutes * 60 }, null, decision.now) : null,
        ),
        ...[...view.board.entries('done')].map(([key]) => ({ root: 'done', key, value: undefined })),
      ],
      notes: publication.notes,
      step: { name: to, votes: to === 'vote' },
      raisesEpoch: reveals,
    };
  },
});

/** By its facilitator, or by the clock when the days of an async meeting are over. */
export const close = define({
  payload: z.strictObject({ mailTo: mailToSchema.default('everybody') }),
  verb: 'meeting.close',
  tallies: true,
  decide({ mailTo }, decision): Effects {
    const { view } = decision;
    const expiresAt = meetingValue(view.board, 'expiresAt') ?? null;
    // It was given more days since this was scheduled.
    if (decision.actor.kind === 'system' && (expiresAt === null || expiresAt > decision.now)) return {};
    const notes = [...writtenNotes(view)];
    const hidden = notes.filter(({ card }) => card === undefined);
    const anonymous = meetingValue(view.board, 'options')?.anonymous ?? false;
    // What was never revealed is published now, unless so few wrote that it would tell who.
    const revealed = meetingValue(view.board, 'revealed') ?? false;
    const shows = !revealed && !(anonymous && authors(hidden) < leastAuthors);
    const publication = shows ? publish(notes, view, decision.random) : { board: [], notes: [] };
    const step: Step = 'closed';
    const board = [
      ...publication.board,
      ...tally(view),
      setValue('step', step),
      setValue('timer', null),
      ...tellMood(view, leastMoods),
      setValue('revealed', true),
    ];
    return {
      board,
      step: { name: step, votes: false },
      raisesEpoch: true,
      close: {
        summary: summaryOf({ ...view, board: after(view.board, board) }, decision.now),
        leftOver: shows ? [] : hidden.map(({ memberId, column, text }) => ({ memberId, column, text })),
        mailTo: receivers(mailTo, view.board),
      },
    };
  },
});

function reveal(decision: Decision, confirmed: boolean): Publication {
  const { view } = decision;
  const notes = [...writtenNotes(view)];
  const anonymous = meetingValue(view.board, 'options')?.anonymous ?? false;
  const hidden = notes.filter(({ card }) => card === undefined);
  if (anonymous && hidden.length > 0 && authors(hidden) < leastAuthors && !confirmed)
    throw new Refusal('few-authors');
  return publish(notes, view, decision.random);
}

function authors(notes: readonly WrittenNote[]): number {
  return new Set(notes.map(({ memberId }) => memberId)).size;
}

/** By the system after votes, where they may be seen while voting. */
export const countVotes = define({
  payload: z.strictObject({}),
  verb: 'votes.count',
  tallies: true,
  decide: (_payload, { view }): Effects =>
    meetingValue(view.board, 'step') === 'vote' && meetingValue(view.board, 'options')?.liveVotes
      ? { board: tally(view) }
      : {},
});

/** Makes the board say what was cast: a card whose last vote was taken back has none. */
function tally({ board, tallies }: MeetingView): MapWrite[] {
  const cards = new Set<Id>([...tallies.keys(), ...[...board.entries('tallies')].map(([card]) => card)]);
  return [...cards]
    .filter((card) => board.value('tallies', card) !== tallies.get(card))
    .map((key) => ({ root: 'tallies', key, value: tallies.get(key) }));
}
