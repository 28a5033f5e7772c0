/** The topic everybody looks at, and the marks of those that were discussed. */
import { z } from 'zod';
import { idSchema, Refusal } from '../../../protocol/index.ts';
import { define } from '../../parts/define.ts';
import { setValue } from '../../parts/values.ts';
import { cardOf } from '../model.ts';

export const focus = define({
  payload: z.strictObject({ card: idSchema.nullable() }),
  verb: 'topic.focus',
  decide({ card }, { view }) {
    if (card && !cardOf(view.board, card)) throw new Refusal('not-found');
    return { board: [setValue('focus', card)] };
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
