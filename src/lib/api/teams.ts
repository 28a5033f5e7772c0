/** Teams and who is in them. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';
import * as shapes from './shapes.ts';

const named = z.object({ id: z.string(), name: z.string() });

export const teamsApi = {
  teams: (organisationId: Id) =>
    field(ask('GET', `/organisations/${organisationId}/teams`, z.object({ teams: z.array(named) })), 'teams'),
  createTeam: (organisationId: Id, name: string) =>
    ask('POST', `/organisations/${organisationId}/teams`, named, { name }),
  team: (id: Id) => ask('GET', `/teams/${id}`, shapes.team),
  renameTeam: (id: Id, name: string) => ask('PATCH', `/teams/${id}`, named, { name }),

  addToTeam: (id: Id, accountId: Id) => ask('POST', `/teams/${id}/members`, nothing, { accountId }),
  setObserver: (id: Id, accountId: Id, observer: boolean) =>
    ask('PATCH', `/teams/${id}/members/${accountId}`, nothing, { observer }),
  removeFromTeam: (id: Id, accountId: Id) => ask('DELETE', `/teams/${id}/members/${accountId}`, nothing),
};
