/** Focus, discussed marks, action items. */
import { z } from 'zod';
import { idSchema, Refusal } from '../../../protocol/index.ts';
import type { ActionItemRow, MapWrite } from '../../kind.ts';
import { cardOf, limits, peopleOf, type ActionItem, type Settled } from '../model.ts';
import { define } from './define.ts';

export const focus = define({
  payload: z.strictObject({ card: idSchema.nullable() }),
  verb: 'topic.focus',
  decide({ card }, { view }) {
    if (card && !cardOf(view.board, card)) throw new Refusal('not-found');
    return { board: [{ root: 'meeting', key: 'focus', value: card }] };
  },
});

export const discussed = define({
  payload: z.strictObject({ card: idSchema, discussed: z.boolean() }),
  verb: 'topic.focus',
  decide({ card, discussed: done }, { view }) {
    if (!cardOf(view.board, card)) throw new Refusal('not-found');
    return { board: [{ root: 'discussed', key: card, value: done || undefined }] };
  },
});

export const saveAction = define({
  payload: z.strictObject({
    id: idSchema,
    text: z.string().trim().min(1).max(limits.actionText),
    ownerId: idSchema.nullable(),
    due: z.iso.date().nullable(),
    topic: idSchema.nullable(),
  }),
  verb: 'action.edit',
  decide({ id, ...fields }, { view, now }) {
    if (fields.ownerId && !peopleOf(view.board).has(fields.ownerId)) throw new Refusal('not-found', 'owner');
    if (fields.topic && !cardOf(view.board, fields.topic)) throw new Refusal('not-found', 'topic');
    const before = view.board.value('actions', id) as ActionItem | undefined;
    return saved(id, { ...fields, done: before?.done ?? false, at: before?.at ?? now });
  },
});

export const actionDone = define({
  payload: z.strictObject({ id: idSchema, done: z.boolean() }),
  verb: 'action.edit',
  decide({ id, done }, { view }) {
    const item = view.board.value('actions', id) as ActionItem | undefined;
    if (!item) throw new Refusal('not-found');
    return saved(id, { ...item, done });
  },
});

export const removeAction = define({
  payload: z.strictObject({ id: idSchema }),
  verb: 'action.edit',
  decide({ id }, { view }) {
    const item = view.board.value('actions', id) as ActionItem | undefined;
    if (!item) return {};
    // An earlier item that was carried on into this one is the earlier meeting's again.
    const freed = [...(view.board.entries('earlier') as Iterable<[string, Settled]>)].flatMap(
      ([key, settled]) =>
        'carriedTo' in settled && settled.carriedTo === id
          ? [{ root: 'earlier', key, value: undefined }]
          : [],
    );
    return {
      board: [{ root: 'actions', key: id, value: undefined }, ...freed],
      actionItems: [row(id, item, true)],
    };
  },
});

function saved(id: string, item: ActionItem): { board: MapWrite[]; actionItems: ActionItemRow[] } {
  return { board: [{ root: 'actions', key: id, value: item }], actionItems: [row(id, item, false)] };
}

function row(id: string, { text, ownerId, due, done }: ActionItem, removed: boolean): ActionItemRow {
  return { id, text, ownerId, due, done, removed };
}
