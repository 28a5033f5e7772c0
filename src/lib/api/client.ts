/** The HTTP API as the screens call it. */
import { accountApi } from './account.ts';
import { actionItemsApi } from './action-items.ts';
import { invitesApi } from './invites.ts';
import { leftOverApi } from './left-over.ts';
import { meetingsApi } from './meetings.ts';
import { organisationsApi } from './organisations.ts';
import { setupApi } from './setup.ts';
import { teamsApi } from './teams.ts';

export const api = {
  ...accountApi,
  ...organisationsApi,
  ...teamsApi,
  ...invitesApi,
  ...meetingsApi,
  ...actionItemsApi,
  ...leftOverApi,
  ...setupApi,
};
