import { z } from 'zod';
import { Refusal } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, nameField } from '../fields.ts';
import { tooMany } from '../limits.ts';
import { anybody, oneId, route, type Route } from '../route.ts';
import { nearness } from './meetings.ts';

/** Coming into one meeting by its link, with a name and no account. */
export function guestRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/meetings/:id/guest',
      auth: anybody,
      summary: 'Come in as a guest. A meeting that does not exist answers like one that takes no guests.',
      status: 201,
      takes: z.object({ ...oneId, body: z.strictObject({ name: nameField }) }),
      response: z.object({ memberId: idField }),
      async handler({ caller, params, body: { name }, exchange }) {
        tooMany(await deps.limits.guestsByAddress.take(exchange.address), exchange);
        const meeting = await deps.meetings.get(params.id);
        if (!meeting) throw new Refusal('guests-not-allowed');
        const place = caller.kind === 'nobody' ? null : caller.guest;
        if (place?.meetingId === meeting.id) {
          if (place.removed) throw new Refusal('removed');
          return { memberId: place.memberId };
        }
        // Somebody of the team has a place and a vote already.
        if ((await nearness(deps, meeting, caller)) === 'team') throw new Refusal('not-allowed');
        if (!meeting.guests) throw new Refusal('guests-not-allowed');
        if (meeting.state === 'closed') throw new Refusal('meeting-closed');
        const { memberId, token } = await deps.meetings.enterGuest(meeting.id, name);
        exchange.setCookie('guest', token);
        return { memberId };
      },
    }),
  ];
}
