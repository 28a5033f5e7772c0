import { z } from 'zod';
import { idSchema } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant } from '../fields.ts';
import { nothing, oneId, person, route, type Route } from '../route.ts';

const noteShape = z.strictObject({
  id: idField,
  meetingId: idField,
  teamId: idField.nullable(),
  column: z.string(),
  text: z.string(),
  expiresAt: instant,
});

/** Notes that were never shown when their meeting closed: their author's alone, until taken, discarded or 30 days old. */
export function leftOverRoutes({ meetings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/left-over',
      auth: person,
      summary:
        'My notes that were never shown, the oldest first; with `meetingId` those of the team that holds this meeting.',
      takes: z.object({
        params: z.object({}),
        query: z.strictObject({ meetingId: idSchema.optional() }),
      }),
      response: z.strictObject({ notes: z.array(noteShape) }),
      async handler({ caller, query: { meetingId } }) {
        const notes = await meetings.leftOver.leftOverOf(caller.accountId);
        if (meetingId === undefined) return { notes };
        const team = (await meetings.meeting(meetingId))?.teamId;
        return { notes: notes.filter(({ teamId }) => teamId !== null && teamId === team) };
      },
    }),
    route({
      method: 'delete',
      path: '/api/left-over/:id',
      auth: person,
      summary: 'Forget a note of mine that was never shown: it was taken, or is not wanted.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        await meetings.leftOver.forgetLeftOver(caller.accountId, params.id);
      },
    }),
  ];
}
