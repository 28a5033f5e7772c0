/** Who leads: taking over, handing over, locking. The meeting's history keeps a line of each. */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../protocol/index.ts';
import type { Decision, DocumentView, Effects, MapWrite } from '../kind.ts';
import { define, memberOf } from './define.ts';
import { peopleOf } from './people.ts';
import { setValue, sharedValue } from './values.ts';

/** A line of the meeting's own history: who took over, locked it, made it last longer. */
export interface HistoryLine {
  readonly at: number;
  readonly kind: 'claimed' | 'handed' | 'locked' | 'unlocked';
  readonly by: Id;
  /** Whom it was taken from or handed to. */
  readonly other?: Id;
}

/** Who alone may write while the meeting is locked; null while it isn't. */
export function keyHolder(board: DocumentView): Id | null {
  return sharedValue(board, 'locked') ? (sharedValue(board, 'facilitator') ?? null) : null;
}

/** Anybody of the team may, at any moment: a meeting is never stuck because somebody left (L-10). */
export const claim = define({
  payload: z.strictObject({}),
  verb: 'facilitation.claim',
  decide(_payload, decision): Effects {
    const me = memberOf(decision);
    const before = sharedValue(decision.view.board, 'facilitator');
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
    if (sharedValue(decision.view.board, 'locked') === locked) return {};
    const by = memberOf(decision);
    return {
      board: [setValue('locked', locked), line(decision, { kind: locked ? 'locked' : 'unlocked', by })],
      raisesEpoch: true,
    };
  },
});

const leader = (id: Id): MapWrite => setValue('facilitator', id);
const other = (id: string | undefined) => (id === undefined ? {} : { other: id });

function line({ now, random }: Decision, said: Omit<HistoryLine, 'at'>): MapWrite {
  return { root: 'history', key: random.id(), value: { at: now, ...said } };
}
