/** The mark that one is done with the present step. */
import { z } from 'zod';
import { define, memberOf } from '../../parts/define.ts';

export const done = define({
  payload: z.strictObject({ done: z.boolean() }),
  verb: 'done',
  decide: ({ done: isDone }, decision) => ({
    board: [{ root: 'done', key: memberOf(decision), value: isDone || undefined }],
  }),
});
