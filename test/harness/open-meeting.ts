import type { Log } from '#server/rooms/ports.ts';
import type { Meetings } from '#server/store/meetings.ts';

export interface NewMeeting {
  readonly teamId: string;
  readonly title: string;
  readonly guests?: boolean;
  readonly accountId: string;
}

/** A retrospective that is opened at the store, without a board, and the only place in it. */
export async function openMeeting(
  { meetings, log }: { readonly meetings: Meetings; readonly log: Log },
  { teamId, title, guests = false, accountId }: NewMeeting,
): Promise<{ meetingId: string; memberId: string }> {
  const setup = { title, goal: '', template: null, options: { guests }, invited: [accountId] };
  const meetingId = await meetings.drafts.create({ teamId, kind: 'retro', setup, accountId });
  const opening = await log.command(meetingId, (tx) => tx.start({ accountId, here: true }));
  if (!opening) throw new Error('it was open already');
  return { meetingId, memberId: opening.facilitator.id };
}
