import { z } from 'zod';
import { interfaceLimits, Refusal } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { dayField, idField } from '../fields.ts';
import { oneId, person, route, type Route } from '../route.ts';

/** An action item as the API shows it. */
export const actionItemShape = z.object({
  id: idField,
  teamId: idField,
  meetingId: idField,
  text: z.string(),
  /** The owner's place in the meeting where the item was made. */
  owner: z.object({ memberId: idField, accountId: idField.nullable(), name: z.string() }).nullable(),
  due: z.string().nullable(),
  done: z.boolean(),
});

const change = z.strictObject({
  text: z.string().trim().min(1).max(interfaceLimits.actionText).optional(),
  due: dayField.nullable().optional(),
  done: z.boolean().optional(),
});

/** Action items of a team, from all its meetings. */
export function actionItemRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/teams/:id/action-items',
      auth: person,
      summary: 'The action items of a team.',
      takes: z.object(oneId),
      response: z.strictObject({ actionItems: z.array(actionItemShape) }),
      async handler({ caller, params }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'action-item.read');
        return { actionItems: await deps.meetings.actionItems.actionItems(params.id) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/action-items/:id',
      auth: person,
      summary: 'Change an action item of a closed meeting. In an open one it is changed on the board.',
      takes: z.object({ ...oneId, body: change }),
      response: actionItemShape,
      async handler({ caller, params, body }) {
        const found = await deps.meetings.actionItems.actionItem(params.id);
        if (!found) throw new Refusal('not-found');
        await teamFor(deps.teams, found.teamId, caller.accountId, 'action-item.update');
        return deps.meetings.actionItems.updateActionItem(params.id, body);
      },
    }),
  ];
}
