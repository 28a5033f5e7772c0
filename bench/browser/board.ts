/** A real board with many notes and many people on it, and a browser that is let in. */
import type { BrowserContext } from '@playwright/test';
import { acceptInvite, signIn } from '../../e2e/harness/people.ts';
import type { OurServer } from '../targets/our-server.ts';
import { fillMeeting } from '../targets/ours.ts';

export interface FullBoard {
  readonly meetingId: string;
  readonly address: string;
  /** The published cards. */
  readonly cards: readonly string[];
}

/** Makes a meeting, lets people write so many notes in all columns, and reveals them. */
export async function fullBoard(server: OurServer, notes: number): Promise<FullBoard> {
  const meetingId = await server.createMeeting();
  const cards = await fillMeeting(server, meetingId, notes);
  if (cards.length !== notes) throw new Error(`${cards.length} of ${notes} notes were published`);
  return { meetingId, address: `${server.origin}/meetings/${meetingId}`, cards };
}

/** Signs a browser in as somebody of the team. */
export async function letIn(context: BrowserContext, server: OurServer): Promise<void> {
  await signIn(context, server.origin, 'Watcher');
  await acceptInvite(context, server.origin, await server.inviteUrl());
}
