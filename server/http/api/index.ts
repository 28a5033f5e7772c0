import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { actionItemRoutes } from './action-items.ts';
import { draftRoutes } from './drafts.ts';
import { emailInviteRoutes } from './email-invites.ts';
import { guestRoutes } from './guests.ts';
import { healthRoutes } from './health.ts';
import { inviteRoutes } from './invites.ts';
import { leftOverRoutes } from './left-over.ts';
import { mailboxRoutes } from './mailbox.ts';
import { meRoutes } from './me.ts';
import { meetingRoutes } from './meetings.ts';
import { memberRoutes } from './members.ts';
import { nextRoutes } from './next.ts';
import { organisationRoutes } from './organisations.ts';
import { repeatRoutes } from './repeats.ts';
import { pictureRoutes } from './pictures.ts';
import { signInRoutes } from './sign-in.ts';
import { teamMemberRoutes } from './team-members.ts';
import { teamSetupRoutes } from './team-setup.ts';
import { teamRoutes } from './teams.ts';
import { templateRoutes } from './templates.ts';
import { tokenRoutes } from './tokens.ts';

/** Every route of the API: what is served, described and tested is this list. */
export function apiRoutes(deps: ApiDeps): Route[] {
  return [
    ...signInRoutes(deps),
    ...meRoutes(deps),
    ...nextRoutes(deps),
    ...pictureRoutes(deps),
    ...organisationRoutes(deps),
    ...memberRoutes(deps),
    ...teamRoutes(deps),
    ...teamMemberRoutes(deps),
    ...inviteRoutes(deps),
    ...emailInviteRoutes(deps),
    ...meetingRoutes(deps),
    ...draftRoutes(deps),
    ...teamSetupRoutes(deps),
    ...templateRoutes(deps),
    ...repeatRoutes(deps),
    ...guestRoutes(deps),
    ...actionItemRoutes(deps),
    ...leftOverRoutes(deps),
    ...tokenRoutes(deps),
    ...healthRoutes(deps),
    ...mailboxRoutes(deps),
  ];
}
