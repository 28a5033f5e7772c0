/** The retrospective: a kind of meeting. */
import type { Effects, MeetingKind } from '../kind.ts';
import { actions } from '../parts/actions.ts';
import { expiry } from '../parts/close.ts';
import { comments } from '../parts/comments.ts';
import { claim, hand, keyHolder, lock } from '../parts/facilitation.ts';
import { mood } from '../parts/mood.ts';
import { arrival, firstPeople, removesPerson } from '../parts/people.ts';
import { timer } from '../parts/timer.ts';
import { hideLater, publishOwn, removeCard, showLater, unpublishOwn } from './commands/cards.ts';
import { change } from './commands/change.ts';
import { discussed, focus } from './commands/discussion.ts';
import { done } from './commands/done.ts';
import { carryEarlier, freesEarlier, tickEarlier } from './commands/earlier.ts';
import { close, countVotes, move } from './commands/steps.ts';
import {
  cardOf,
  columnOf,
  isShown,
  leastMoods,
  meetingValue,
  wasPublished,
  type MeetingValues,
} from './model.ts';
import { broughtNotes, writtenNotes } from './notes.ts';
import { optionsSchema, settled, teamOptionsSchema } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { schemas } from './schema.ts';
import { retroTopics } from './topics.ts';

const action = actions({ isTopic: wasPublished, frees: freesEarlier });
const comment = comments(isShown);
const setMood = mood({
  isAsked: (board) => meetingValue(board, 'options')?.mood ?? false,
  least: leastMoods,
});
const removePerson = removesPerson((key) => [{ root: 'done', key, value: undefined }]);

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
    'action.save': action.save,
    'action.done': action.done,
    'action.remove': action.remove,
    'earlier.tick': tickEarlier,
    'earlier.carry': carryEarlier,
    'comment.save': comment.save,
    'comment.remove': comment.remove,
    'reaction.set': comment.react,
    'mood.set': setMood,
    'votes.count': countVotes,
    'meeting.change': change,
    'meeting.lock': lock,
    'facilitation.claim': claim,
    'facilitation.hand': hand,
    'done.set': done,
    'timer.set': timer('timer.set'),
    'participant.remove': removePerson,
  },

  begin({ title, goal, options: chosen, invited, brought = [] }, facilitator, now, random): Effects {
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
        ...firstPeople(facilitator, invited),
      ],
      notes: broughtNotes(brought, options.columns, random),
      step: { name: 'lobby', votes: false },
      jobs: expiresAt === null ? [] : [expiry(expiresAt, random)],
    };
  },

  enter: (person, view) => arrival(person, view.board),

  anonymous: (view) => meetingValue(view.board, 'options')?.anonymous ?? true,

  keyHolder,

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

  isSpot: wasPublished,
};
