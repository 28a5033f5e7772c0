/** Action items, outside the live meetings. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field } from './ask.ts';
import * as shapes from './shapes.ts';

export const actionItemsApi = {
  actionItems: (teamId: Id) =>
    field(
      ask('GET', `/teams/${teamId}/action-items`, z.object({ actionItems: z.array(shapes.actionItem) })),
      'actionItems',
    ),
  setActionDone: (id: Id, done: boolean) => ask('PATCH', `/action-items/${id}`, shapes.actionItem, { done }),
};
