/** Notes of mine that were never shown when their meeting closed. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';
import * as shapes from './shapes.ts';

export const leftOverApi = {
  /** Those of the team that holds this meeting, or all of them. */
  leftOver: (meetingId?: Id) =>
    field(
      ask(
        'GET',
        `/left-over${meetingId === undefined ? '' : `?meetingId=${meetingId}`}`,
        z.object({ notes: z.array(shapes.leftOverNote) }),
      ),
      'notes',
    ),
  forgetLeftOver: (id: Id) => ask('DELETE', `/left-over/${id}`, nothing),
};
