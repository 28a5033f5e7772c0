/** What somebody is to do next, in all their teams. */
import { z } from 'zod';
import { can } from '#shared/permissions/index.ts';
import type { ApiDeps } from '../deps.ts';
import { noInput, person, route, type Route } from '../route.ts';
import { actionItemShape } from './action-items.ts';
import { meetingShape, shownMeeting } from './meetings.ts';

/** Days come without a time, so that text order is their order; what has none comes last. */
const byDue = (a: { due: string | null }, b: { due: string | null }) =>
  (a.due ?? '9999').localeCompare(b.due ?? '9999');

export function nextRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me/next',
      auth: person,
      summary:
        'The open meetings of my teams, the newest first, and my open action items, the most urgent first.',
      takes: noInput,
      response: z.strictObject({ meetings: z.array(meetingShape), actionItems: z.array(actionItemShape) }),
      async handler({ caller: { accountId } }) {
        const organisations = await deps.people.organisationsOf(accountId);
        const readable = organisations.flatMap(({ role, teams }) =>
          teams.filter(({ observer }) => can({ role, inTeam: true, observer }, 'meeting.read')),
        );
        const found = await Promise.all(
          readable.map(async ({ id }) => ({
            meetings: await deps.meetings.meetingsOf(id, accountId),
            items: await deps.meetings.actionItems.actionItems(id),
          })),
        );
        const open = found.flatMap(({ meetings }) => meetings).filter(({ state }) => state === 'open');
        const running = new Set(open.map(({ meetingId }) => meetingId));
        // While its meeting is open an action item is still being talked about there.
        const mine = found
          .flatMap(({ items }) => items)
          .filter(
            ({ done, owner, meetingId }) =>
              !done && owner?.accountId === accountId && !running.has(meetingId),
          );
        return {
          meetings: open.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map(shownMeeting),
          actionItems: mine.toSorted(byDue),
        };
      },
    }),
  ];
}
