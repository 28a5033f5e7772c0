/** Steps: forward and back, reveal on the way out of writing, tallies on the way out of voting, close. */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../../protocol/index.ts';
import type {
  Decision,
  DocumentView,
  Effects,
  MapWrite,
  MeetingView,
  Randomness,
  TimedCommand,
} from '../../kind.ts';
import { meetingValue, peopleOf, walkOf, type Step } from '../model.ts';
import { moodOf } from '../mood.ts';
import { publish, writtenNotes, type Publication, type WrittenNote } from '../notes.ts';
import { summaryOf } from '../summary.ts';
import { define } from './define.ts';
import { nextTimer } from './timer.ts';

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
        ...(reveals ? [value('revealed', true)] : []),
        ...(from === 'vote' ? tally(view) : []),
        ...(from === 'lobby' && !options?.anonymous ? tellMood(view) : []),
        value('step', to),
        value(
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

/** The job that closes an async meeting when its time is over. */
export function expiry(due: number, random: Randomness): TimedCommand {
  return { subject: random.id(), due, name: 'meeting.close', payload: {} };
}

/** Who gets the summary by mail: everybody who took part, nobody, or those who are named. */
const mailToSchema = z.union([z.enum(['everybody', 'nobody']), z.array(idSchema).max(1_000)]);
export type MailTo = z.infer<typeof mailToSchema>;

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
      value('step', step),
      value('timer', null),
      ...tellMood(view),
      value('revealed', true),
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

/** Who was invited and never came gets it only when named. */
function receivers(mailTo: MailTo, board: DocumentView): Id[] {
  if (mailTo === 'nobody') return [];
  const here = [...peopleOf(board).values()].filter(({ removed }) => !removed);
  const chosen = here.filter(({ id, awaited }) => (mailTo === 'everybody' ? !awaited : mailTo.includes(id)));
  return chosen.map(({ id }) => id);
}

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

/**
 * Moods are told when the lobby is left, in an anonymous meeting at the close. Once told they stay: the difference of
 * two distributions would tell on whoever came between them.
 */
function tellMood(view: MeetingView): MapWrite[] {
  return meetingValue(view.board, 'mood')?.counts ? [] : [value('mood', moodOf(view))];
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

function value(key: string, to: unknown): MapWrite {
  return { root: 'meeting', key, value: to };
}

/** The board as it will be once `writes` are done. */
function after(board: DocumentView, writes: readonly MapWrite[]): DocumentView {
  const written = new Map(writes.map((write) => [`${write.root}/${write.key}`, write]));
  return {
    text: (root) => board.text(root),
    value(root, key) {
      const write = written.get(`${root}/${key}`);
      return write ? write.value : board.value(root, key);
    },
    entries(root) {
      const entries = new Map(board.entries(root));
      for (const write of writes) {
        if (write.root !== root) continue;
        if (write.value === undefined) entries.delete(write.key);
        else entries.set(write.key, write.value);
      }
      return entries;
    },
  };
}
