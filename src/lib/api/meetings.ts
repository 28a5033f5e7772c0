/** Meetings: finding them, coming in, their summaries. */
import { z } from 'zod';
import { summarySchema } from '#shared/meeting/retro/summary.ts';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field } from './ask.ts';
import * as shapes from './shapes.ts';

export const meetingsApi = {
  meeting: (id: Id) => ask('GET', `/meetings/${id}`, shapes.meetingOrDoor),
  enterAsGuest: (id: Id, name: string) => ask('POST', `/meetings/${id}/guest`, z.unknown(), { name }),
  summary: (id: Id) =>
    field(ask('GET', `/meetings/${id}/summary`, z.object({ summary: summarySchema })), 'summary'),
};
