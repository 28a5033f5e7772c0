/** Organisations, teams, who is in them. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask } from './ask.ts';
import * as shapes from './shapes.ts';

export const teamsApi = {
  createOrganisation: (name: string, teamName: string) =>
    ask('POST', '/organisations', z.object({ id: z.string(), teamId: z.string() }), { name, teamName }),

  team: (id: Id) => ask('GET', `/teams/${id}`, shapes.team),
  inviteToTeam: (id: Id) =>
    ask('POST', `/teams/${id}/invites`, z.object({ url: z.string(), expiresAt: z.string() }), {}),
  previewInvite: (token: string) => ask('POST', '/invites/preview', shapes.invite, { token }),
  acceptInvite: (token: string) =>
    ask('POST', '/invites/accept', z.object({ teamId: z.string() }), { token }),
};
