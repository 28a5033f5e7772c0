/** The done mark, the mood, removing somebody. */
import { z } from 'zod';
import { idSchema, Refusal } from '../../../protocol/index.ts';
import { meetingValue, moodRoot, peopleOf } from '../model.ts';
import { moodOf } from '../mood.ts';
import { define, memberOf } from './define.ts';

export const done = define({
  payload: z.strictObject({ done: z.boolean() }),
  verb: 'done',
  decide: ({ done: isDone }, decision) => ({
    board: [{ root: 'done', key: memberOf(decision), value: isDone || undefined }],
  }),
});

/** How one comes in, from 1 (awful) to 5 (great). Others learn that one more answered, never who said what. */
export const setMood = define({
  payload: z.strictObject({ mood: z.number().int().min(1).max(5) }),
  verb: 'mood',
  decide({ mood }, decision) {
    const memberId = memberOf(decision);
    const { board } = decision.view;
    const isAsked = meetingValue(board, 'options')?.mood ?? false;
    // Once the distribution is told, a further answer would stand out of it.
    if (!isAsked || meetingValue(board, 'mood')?.counts) throw new Refusal('wrong-step');
    const { answers } = moodOf(decision.view, { memberId, mood });
    return {
      board: [{ root: 'meeting', key: 'mood', value: { answers, counts: null } }],
      notes: [{ memberId, writes: [{ root: moodRoot, key: 'mood', value: mood }] }],
    };
  },
});

export const removePerson = define({
  payload: z.strictObject({ memberId: idSchema }),
  verb: 'participant.remove',
  decide({ memberId }, { view }) {
    const person = peopleOf(view.board).get(memberId);
    if (!person) throw new Refusal('not-found');
    if (meetingValue(view.board, 'facilitator') === memberId)
      throw new Refusal('not-allowed', 'the facilitator');
    return {
      board: [
        { root: 'people', key: memberId, value: { ...person, removed: true } },
        { root: 'done', key: memberId, value: undefined },
      ],
      removeParticipant: memberId,
      raisesEpoch: true,
    };
  },
});
