/** Driving the round-up: by anybody of the team, and by two at once only one step is taken. */
import { z } from 'zod';
import { Refusal } from '../../../protocol/index.ts';
import type { Decision, Effects } from '../../kind.ts';
import { define } from '../../parts/define.ts';
import { peopleOf } from '../../parts/people.ts';
import { setValue } from '../../parts/values.ts';
import { meetingValue, type Round } from '../model.ts';
import { orderSchema } from '../options.ts';
import { backward, forward, orderOf } from '../round.ts';

const fromIndex = z.strictObject({ from: z.number().int().min(0) });

export const start = define({
  payload: z.strictObject({ order: orderSchema.optional() }),
  verb: 'standup.drive',
  decide({ order }, { view, now, random }): Effects {
    const options = meetingValue(view.board, 'options');
    const before = meetingValue(view.board, 'round');
    if (!options) throw new Refusal('meeting-not-started');
    if (before?.endedAt === null) throw new Refusal('already-moved');
    const speakers = orderOf(peopleOf(view.board), order ?? options.order, random);
    if (speakers.length === 0) throw new Refusal('not-found', 'nobody is here');
    return round({
      order: speakers,
      index: 0,
      startedAt: now,
      endedAt: null,
      speakerSince: now,
      perPerson: options.secondsPerPerson * 1000,
      skipped: [],
    });
  },
});

/** The next one has the word; after the last the round is over. */
export const next = define({
  payload: fromIndex,
  verb: 'standup.drive',
  decide({ from }, decision): Effects {
    return round(forward(running(from, decision), peopleOf(decision.view.board), decision.now));
  },
});

/** Passes over who has the word now: they are not here, or have nothing to say. */
export const skip = define({
  payload: fromIndex,
  verb: 'standup.drive',
  decide({ from }, decision): Effects {
    const present = running(from, decision);
    const speaker = present.order[present.index];
    const skipped = speaker === undefined ? present.skipped : [...present.skipped, speaker];
    return round(forward({ ...present, skipped }, peopleOf(decision.view.board), decision.now));
  },
});

/** The one before has the word again, also after the last *next* was one too many. */
export const back = define({
  payload: fromIndex,
  verb: 'standup.drive',
  decide({ from }, { view, now }): Effects {
    const present = meetingValue(view.board, 'round');
    if (!present) throw new Refusal('not-found', 'no round');
    if (present.index !== from) throw new Refusal('already-moved');
    const before = backward(present, peopleOf(view.board), now);
    if (!before) throw new Refusal('wrong-step', 'the first one');
    return round(before);
  },
});

export const end = define({
  payload: z.strictObject({}),
  verb: 'standup.drive',
  decide(_payload, { view, now }): Effects {
    const present = meetingValue(view.board, 'round');
    if (!present) throw new Refusal('not-found', 'no round');
    return present.endedAt === null ? round({ ...present, endedAt: now }) : {};
  },
});

function running(from: number, { view }: Decision): Round {
  const present = meetingValue(view.board, 'round');
  if (!present) throw new Refusal('not-found', 'no round');
  if (present.index !== from || present.endedAt !== null) throw new Refusal('already-moved');
  return present;
}

const round = (value: Round): Effects => ({ board: [setValue('round', value)] });
