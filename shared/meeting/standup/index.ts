/** The standup: a kind of meeting, one a day and team, open from the moment it is made until its window closes. */
import { Refusal } from '../../protocol/index.ts';
import type { Effects, MapWrite, MeetingKind } from '../kind.ts';
import { actions } from '../parts/actions.ts';
import { expiry } from '../parts/close.ts';
import { comments } from '../parts/comments.ts';
import { mood } from '../parts/mood.ts';
import { arrival, firstPeople, peopleOf, removesPerson } from '../parts/people.ts';
import { timer } from '../parts/timer.ts';
import { setValue } from '../parts/values.ts';
import { carry, mark, publishAnswers, setBlocker, withdrawAnswers } from './commands/answers.ts';
import { change } from './commands/change.ts';
import { close } from './commands/close.ts';
import { back, end, next, skip, start } from './commands/round.ts';
import { answerOf, isEntry, leastMoods, meetingValue, offeredRoot, type MeetingValues } from './model.ts';
import { optionsSchema, teamOptionsSchema } from './options.ts';
import { joined, without } from './round.ts';
import { schemas } from './schema.ts';
import { outcomeOf } from './summary.ts';

const action = actions({ isTopic: (id, board) => answerOf(id, board) !== undefined, frees: () => [] });
const comment = comments(isEntry);
const setMood = mood({
  isAsked: (board) => meetingValue(board, 'options')?.mood ?? false,
  least: leastMoods,
});
const removePerson = removesPerson((memberId, { view, now }) => {
  const round = meetingValue(view.board, 'round');
  const moved = round && without(memberId, round, peopleOf(view.board), now);
  return moved ? [setValue('round', moved)] : [];
});

export const standup: MeetingKind = {
  name: 'standup',
  daily: true,
  schemas,
  options: optionsSchema,
  teamOptions: teamOptionsSchema,
  commands: {
    'answers.publish': publishAnswers,
    'answers.withdraw': withdrawAnswers,
    'answer.block': setBlocker,
    'answer.mark': mark,
    'answer.carry': carry,
    'round.start': start,
    'round.next': next,
    'round.skip': skip,
    'round.back': back,
    'round.end': end,
    'action.save': action.save,
    'action.done': action.done,
    'action.remove': action.remove,
    'comment.save': comment.save,
    'comment.remove': comment.remove,
    'reaction.set': comment.react,
    'mood.set': setMood,
    'timer.set': timer('standup.drive'),
    'meeting.change': change,
    'meeting.close': close,
    'participant.remove': removePerson,
  },

  begin({ title, options: chosen, invited, brought = [] }, starter, now, random): Effects {
    const options = optionsSchema.parse(chosen);
    const { day, questions } = options;
    if (!day) throw new Refusal('bad-request', 'a standup is for a day');
    const values: MeetingValues = {
      title,
      options,
      startedAt: now,
      expiresAt: day.closesAt,
      closedAt: null,
      pastQuestions: [],
      timer: null,
      round: null,
      mood: { answers: 0, counts: null },
    };
    const offers = questions.some(({ kind }) => kind === 'did') ? brought : [];
    return {
      board: [
        ...Object.entries(values).map(([key, value]) => setValue(key, value)),
        ...firstPeople(starter, invited),
      ],
      notes: offers.map(({ memberId, text }) => ({
        memberId,
        writes: [{ root: offeredRoot, key: 'plan', value: text }],
      })),
      jobs: [expiry(day.closesAt, random)],
    };
  },

  enter(person, { board }): MapWrite[] {
    const round = meetingValue(board, 'round');
    const arrives = arrival(person, board);
    const grown = arrives.length > 0 && round ? joined(round, person) : undefined;
    return [...arrives, ...(grown ? [setValue('round', grown)] : [])];
  },

  anonymous: () => false,
  keyHolder: () => null,
  outcomeOf,
  isSpot: isEntry,
};
