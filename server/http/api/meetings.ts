import { z } from 'zod';
import { isAmong } from '#shared/meeting/setup.ts';
import { can } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { teamFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant } from '../fields.ts';
import type { Caller } from '../identity.ts';
import type { MeetingRecord } from '../ports.ts';
import { anybody, oneId, person, route, visitor, type Route } from '../route.ts';
import { guestPlace } from './me.ts';

/** A meeting as its team sees it. */
export const meetingShape = z.object({
  id: idField,
  teamId: idField,
  kind: z.string(),
  title: z.string(),
  state: z.enum(['draft', 'open', 'closed']),
  guests: z.boolean(),
  createdAt: instant,
  closedAt: instant.nullable(),
});

/** What somebody who holds a guest's link learns before giving a name. */
const doorShape = z.strictObject({ id: idField, guests: z.literal(true) });

/** True for those who may know of the meeting: all its team, or while it is a draft those who are in it. */
export function isKnownTo({ draftFor }: MeetingRecord, accountId: Id): boolean {
  return draftFor === null || isAmong(draftFor, accountId);
}

/** How near the caller is to a meeting: its team, a guest of it, or neither. */
export async function nearness(
  deps: ApiDeps,
  meeting: MeetingRecord,
  caller: Caller,
): Promise<'team' | 'guest' | 'stranger'> {
  if (caller.kind === 'person') {
    const standing = await deps.teams.standing(meeting.teamId, caller.accountId);
    if (standing && can(standing.actor, 'meeting.read') && isKnownTo(meeting, caller.accountId))
      return 'team';
  }
  const guest = caller.kind === 'nobody' ? null : caller.guest;
  if (guest?.meetingId !== meeting.meetingId) return 'stranger';
  return (await guestPlace(deps, guest)) ? 'guest' : 'stranger';
}

/** A meeting's record as the API names its fields. */
export const shownMeeting = ({ meetingId, ...rest }: MeetingRecord) => ({ id: meetingId, ...rest });

/** Meetings: finding them, their summaries. What happens inside goes over the sockets. */
export function meetingRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/teams/:id/meetings',
      auth: person,
      summary: 'The meetings of a team, newest first.',
      takes: z.object(oneId),
      response: z.strictObject({ meetings: z.array(meetingShape) }),
      async handler({ caller, params }) {
        await teamFor(deps.teams, params.id, caller.accountId, 'meeting.read');
        return { meetings: (await deps.meetings.meetingsOf(params.id, caller.accountId)).map(shownMeeting) };
      },
    }),
    route({
      method: 'get',
      path: '/api/meetings/:id',
      auth: anybody,
      summary:
        'A meeting. Guests see nothing of its team; strangers learn only that guests may come in, if they may.',
      takes: z.object(oneId),
      response: z.union([meetingShape.extend({ teamId: idField.nullable() }), doorShape]),
      async handler({ caller, params }) {
        const meeting = await deps.meetings.meeting(params.id);
        if (!meeting) throw new Refusal('not-found');
        const near = await nearness(deps, meeting, caller);
        if (near === 'team') return shownMeeting(meeting);
        if (near === 'guest') return { ...shownMeeting(meeting), teamId: null };
        if (!meeting.guests || meeting.state !== 'open') throw new Refusal('not-found');
        return { id: meeting.meetingId, guests: true as const };
      },
    }),
    route({
      method: 'get',
      path: '/api/meetings/:id/summary',
      auth: visitor,
      summary: 'What a closed meeting came to, for its team and its guests.',
      takes: z.object(oneId),
      response: z.strictObject({ summary: z.unknown() }),
      async handler({ caller, params }) {
        const meeting = await deps.meetings.meeting(params.id);
        if (!meeting || (await nearness(deps, meeting, caller)) === 'stranger')
          throw new Refusal('not-found');
        const summary = await deps.meetings.summaryOf(params.id);
        if (summary === null) throw new Refusal('not-found', 'the meeting is still open');
        return { summary };
      },
    }),
  ];
}
