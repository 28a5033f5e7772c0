/** Inviting to a team, by link and by mail. */
import { z } from 'zod';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';
import * as shapes from './shapes.ts';

const several = z.object({ invites: z.array(shapes.invite) });

export interface InviteTerms {
  readonly role: shapes.Role;
  readonly days: number;
}

export const invitesApi = {
  invites: (teamId: Id) => field(ask('GET', `/teams/${teamId}/invites`, several), 'invites'),
  inviteByLink: (teamId: Id, terms: InviteTerms) =>
    ask('POST', `/teams/${teamId}/invites`, z.object({ url: z.string(), expiresAt: z.string() }), terms),
  inviteByMail: (teamId: Id, emails: readonly string[], terms: InviteTerms) =>
    field(ask('POST', `/teams/${teamId}/invites/email`, several, { emails, ...terms }), 'invites'),
  resendInvite: (id: Id) => ask('POST', `/invites/${id}/resend`, shapes.invite),
  revokeInvite: (id: Id) => ask('DELETE', `/invites/${id}`, nothing),

  previewInvite: (token: string) => ask('POST', '/invites/preview', shapes.invitePreview, { token }),
  acceptInvite: (token: string) =>
    ask('POST', '/invites/accept', z.object({ organisationId: z.string(), teamId: z.string() }), { token }),
};
