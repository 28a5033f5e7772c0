/** Meetings: setting them up, finding them, their summaries. */
import { z } from 'zod';
import { summarySchema } from '#shared/meeting/retro/summary.ts';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field } from './ask.ts';
import * as shapes from './shapes.ts';

export interface NewRetro {
  readonly title: string;
  readonly goal: string;
  readonly options: {
    readonly anonymous: boolean;
    readonly hideNotes: boolean;
    readonly guests: boolean;
    readonly votesPerPerson: number;
    readonly votesPerTopic: number;
  };
}

export const meetingsApi = {
  createRetro: (teamId: Id, retro: NewRetro) =>
    ask('POST', `/teams/${teamId}/meetings`, z.object({ id: z.string() }), { kind: 'retro', ...retro }),
  meeting: (id: Id) => ask('GET', `/meetings/${id}`, shapes.meetingOrDoor),
  enterAsGuest: (id: Id, name: string) => ask('POST', `/meetings/${id}/guest`, z.unknown(), { name }),
  summary: (id: Id) =>
    field(ask('GET', `/meetings/${id}/summary`, z.object({ summary: summarySchema })), 'summary'),
};
