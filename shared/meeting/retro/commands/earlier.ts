/** Action items of earlier retrospectives, settled in the lobby before new ones are made. */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../../protocol/index.ts';
import type { ActionItemRow, Effects, MapWrite, MeetingView } from '../../kind.ts';
import { actionFields, requireOwner, type ActionItem } from '../../parts/actions.ts';
import { define } from '../../parts/define.ts';
import { settledOf, type Settled } from '../model.ts';

/** Ticks an earlier item off, or opens it again. */
export const tickEarlier = define({
  payload: z.strictObject({ id: idSchema, done: z.boolean() }),
  verb: 'action.settle',
  decide({ id, done }, { view }): Effects {
    requireOpen(id, view);
    const settled: Settled | undefined = done ? { done: true } : undefined;
    return {
      board: [{ root: 'earlier', key: id, value: settled }],
      settles: { id, done, carriedTo: null },
    };
  },
});

/** Carries an earlier item on: it becomes one of this meeting's, and is no longer the other's. */
export const carryEarlier = define({
  payload: z.strictObject({ id: idSchema, as: idSchema, ...actionFields }),
  verb: 'action.settle',
  decide({ id, as, ...fields }, { view, now }): Effects {
    requireOpen(id, view);
    if (view.board.value('actions', as) !== undefined) throw new Refusal('bad-request', 'known item');
    requireOwner(fields.ownerId, view.board);
    const item: ActionItem = { ...fields, topic: null, done: false, at: now };
    const row: ActionItemRow = { id: as, ...fields, done: false, removed: false };
    return {
      board: [
        { root: 'earlier', key: id, value: { carriedTo: as } satisfies Settled },
        { root: 'actions', key: as, value: item },
      ],
      actionItems: [row],
      settles: { id, done: false, carriedTo: as },
    };
  },
});

/** An earlier item that was carried on into this one is the earlier meeting's again. */
export function freesEarlier(item: Id, { board }: MeetingView): MapWrite[] {
  return [...(board.entries('earlier') as Iterable<[Id, Settled]>)].flatMap(([key, settled]) =>
    'carriedTo' in settled && settled.carriedTo === item ? [{ root: 'earlier', key, value: undefined }] : [],
  );
}

/** Two people at once carry an item on once. */
function requireOpen(id: string, { board }: MeetingView): void {
  const settled = settledOf(board, id);
  if (settled && 'carriedTo' in settled) throw new Refusal('not-found', 'carried on');
}
