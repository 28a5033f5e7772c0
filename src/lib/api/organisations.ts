/** Organisations and who is in them. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';
import * as shapes from './shapes.ts';

export const organisationsApi = {
  createOrganisation: (name: string, teamName: string) =>
    ask('POST', '/organisations', z.object({ id: z.string(), teamId: z.string() }), { name, teamName }),
  renameOrganisation: (id: Id, name: string) =>
    ask('PATCH', `/organisations/${id}`, z.object({ name: z.string() }), { name }),

  members: (id: Id) =>
    field(
      ask('GET', `/organisations/${id}/members`, z.object({ members: z.array(shapes.member) })),
      'members',
    ),
  changeRole: (id: Id, accountId: Id, role: shapes.Role) =>
    ask('PATCH', `/organisations/${id}/members/${accountId}`, nothing, { role }),
  removeMember: (id: Id, accountId: Id) =>
    ask('DELETE', `/organisations/${id}/members/${accountId}`, nothing),
};
