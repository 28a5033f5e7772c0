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
        const { participants } = deps.meetings;
        const meeting = await deps.meetings.meeting(params.id);
        if (!meeting) throw new Refusal('guests-not-allowed');
        const place = caller.kind === 'nobody' ? null : caller.guest;
        // Who comes again keeps the place; who was removed stays out.
        if (place?.meetingId === params.id) return participants.admitGuest(params.id, place.memberId);
        // Somebody of the team has a place and a vote already.
        if ((await nearness(deps, meeting, caller)) === 'team') throw new Refusal('not-allowed');
        const { memberId, token } = await participants.addGuest(params.id, name);
        exchange.setCookie('guest', token);
        return { memberId };
      },
    }),
  ];
}
