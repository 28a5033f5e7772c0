/** The retrospective: a kind of meeting. */
import type { Effects, MapWrite, MeetingKind } from '../kind.ts';
import { actionDone, discussed, focus, removeAction, saveAction } from './commands/discussion.ts';
import { hideLater, publishOwn, removeCard, showLater, unpublishOwn } from './commands/cards.ts';
import { change } from './commands/change.ts';
import { react, removeComment, saveComment } from './commands/comments.ts';
import { carryEarlier, tickEarlier } from './commands/earlier.ts';
import { claim, hand, lock } from './commands/facilitation.ts';
import { done, removePerson, setMood } from './commands/people.ts';
import { close, countVotes, expiry, move } from './commands/steps.ts';
import { timer } from './commands/timer.ts';
import { cardOf, columnOf, meetingValue, peopleOf, wasPublished, type MeetingValues } from './model.ts';
import { writtenNotes } from './notes.ts';
import { optionsSchema, settled, teamOptionsSchema } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { schemas } from './schema.ts';
import { retroTopics } from './topics.ts';

export const retro: MeetingKind & Required<Pick<MeetingKind, 'ballots' | 'countHidden'>> = {
  name: 'retro',
  schemas,
  options: optionsSchema,
  teamOptions: teamOptionsSchema,
  commands: {
    'step.move': move,
    'meeting.close': close,
    'card.publish': publishOwn,
    'card.unpublish': unpublishOwn,
    'card.show': showLater,
    'card.hide': hideLater,
    'card.remove': removeCard,
    'topic.focus': focus,
    'topic.discussed': discussed,
    'action.save': saveAction,
    'action.done': actionDone,
    'action.remove': removeAction,
    'earlier.tick': tickEarlier,
    'earlier.carry': carryEarlier,
    'comment.save': saveComment,
    'comment.remove': removeComment,
    'reaction.set': react,
    'mood.set': setMood,
    'votes.count': countVotes,
    'meeting.change': change,
    'meeting.lock': lock,
    'facilitation.claim': claim,
    'facilitation.hand': hand,
    'done.set': done,
    'timer.set': timer,
    'participant.remove': removePerson,
  },

  begin({ title, goal, options: chosen, invited }, facilitator, now, random): Effects {
    const options = settled(optionsSchema.parse(chosen));
    const expiresAt = options.openDays === null ? null : now + options.openDays * 24 * 60 * 60 * 1000;
    const values: MeetingValues = {
      title,
      goal,
      options,
      step: 'lobby',
      facilitator: facilitator.id,
      timer: null,
      focus: null,
      revealed: false,
      locked: false,
      startedAt: now,
      expiresAt,
      pastColumns: [],
      mood: { answers: 0, counts: null },
    };
    return {
      board: [
        ...Object.entries(values).map(([key, value]) => ({ root: 'meeting', key, value })),
        { root: 'people', key: facilitator.id, value: facilitator },
        ...invited.map((person) => ({ root: 'people', key: person.id, value: { ...person, awaited: true } })),
      ],
      step: { name: 'lobby', votes: false },
      jobs: expiresAt === null ? [] : [expiry(expiresAt, random)],
    };
  },

  enter(person, view): MapWrite[] {
    const known = peopleOf(view.board).get(person.id);
    if (known?.name === person.name && known.role === person.role && !known.awaited) return [];
    return [{ root: 'people', key: person.id, value: person }];
  },

  anonymous: (view) => meetingValue(view.board, 'options')?.anonymous ?? true,

  keyHolder: (board) => (meetingValue(board, 'locked') ? (meetingValue(board, 'facilitator') ?? null) : null),

  countHidden(view) {
    const own = meetingValue(view.board, 'options')?.columns ?? [];
    const columns: Record<string, number> = {};
    let total = 0;
    for (const { card, column } of writtenNotes(view)) {
      if (card !== undefined) continue;
      total += 1;
      const shown = columnOf(column, own);
      columns[shown] = (columns[shown] ?? 0) + 1;
    }
    return { total, columns: meetingValue(view.board, 'options')?.anonymous ? null : columns };
  },

  ballots: {
    budget(view) {
      const options = meetingValue(view.board, 'options');
      return { perPerson: options?.votesPerPerson ?? 0, perTopic: options?.votesPerTopic ?? 0 };
    },
    topicOf(card, view) {
      if (!cardOf(view.board, card) || cardOf(view.board, card)?.removed) return undefined;
      return retroTopics(view).find(({ members }) => members.includes(card))?.members;
    },
    countsVotesBy: ({ board }) =>
      meetingValue(board, 'step') === 'vote' && meetingValue(board, 'options')?.liveVotes
        ? 'votes.count'
        : null,
  },

  outcomeOf,

  isSpot: (at, board) => wasPublished(board, at),
};
