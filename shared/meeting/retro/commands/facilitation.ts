/** Who leads: taking over, handing over, locking. The meeting's history keeps a line of each. */
import { z } from 'zod';
import { idSchema, Refusal } from '../../../protocol/index.ts';
import type { Decision, Effects, MapWrite } from '../../kind.ts';
import { meetingValue, peopleOf, type HistoryLine } from '../model.ts';
import { define, memberOf } from './define.ts';

/** Anybody of the team may, at any moment: a meeting is never stuck because somebody left (L-10). */
export const claim = define({
  payload: z.strictObject({}),
  verb: 'facilitation.claim',
  decide(_payload, decision): Effects {
    const me = memberOf(decision);
    const before = meetingValue(decision.view.board, 'facilitator');
    if (before === me) return {};
    return { board: [leader(me), line(decision, { kind: 'claimed', by: me, ...other(before) })] };
  },
});

/** Gives facilitation to a member of the team who takes part. */
export const hand = define({
  payload: z.strictObject({ to: idSchema }),
  verb: 'facilitation.hand',
  decide({ to }, decision): Effects {
    const person = peopleOf(decision.view.board).get(to);
    if (!person || person.removed || person.awaited) throw new Refusal('not-found');
    if (person.role !== 'member') throw new Refusal('not-allowed', 'not a member');
    const by = memberOf(decision);
    return { board: [leader(to), line(decision, { kind: 'handed', by, other: to })] };
  },
});

/** A locked meeting is changed by nobody but its facilitator; people still come in and read. */
export const lock = define({
  payload: z.strictObject({ locked: z.boolean() }),
  verb: 'meeting.lock',
  decide({ locked }, decision): Effects {
    if (meetingValue(decision.view.board, 'locked') === locked) return {};
    const by = memberOf(decision);
    return {
      board: [
        { root: 'meeting', key: 'locked', value: locked },
        line(decision, { kind: locked ? 'locked' : 'unlocked', by }),
      ],
      raisesEpoch: true,
    };
  },
});

const leader = (id: string): MapWrite => ({ root: 'meeting', key: 'facilitator', value: id });
const other = (id: string | undefined) => (id === undefined ? {} : { other: id });

function line({ now, random }: Decision, said: Omit<HistoryLine, 'at'>): MapWrite {
  return { root: 'history', key: random.id(), value: { at: now, ...said } };
}
