/** Who I am here. */
import { z } from 'zod';
import { preferencesChangeSchema, preferencesSchema } from '#shared/people/preferences.ts';
import { Refusal } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, nameField, roleField } from '../fields.ts';
import type { GuestPlace } from '../ports.ts';
import { anybody, noInput, person, route, type Route } from '../route.ts';

const account = z.strictObject({
  id: idField,
  name: z.string(),
  email: z.string(),
  preferences: preferencesSchema,
});
const team = z.object({ id: idField, name: z.string(), observer: z.boolean() });
const organisation = z.object({ id: idField, name: z.string(), role: roleField, teams: z.array(team) });
const guest = z.object({ meetingId: idField, memberId: idField, name: z.string() });

export function meRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me',
      auth: anybody,
      summary: 'The account, organisations and teams of whoever asks; nulls for a stranger.',
      takes: noInput,
      response: z.object({
        account: account.nullable(),
        organisations: z.array(organisation),
        guest: guest.nullable(),
      }),
      async handler({ caller }) {
        const found = caller.kind === 'person' ? await deps.people.account(caller.accountId) : null;
        const organisations = found ? await deps.people.organisationsOf(found.id) : [];
        return {
          account: found,
          organisations: organisations.map((one) => ({ ...one, teams: [...one.teams] })),
          guest: caller.kind === 'nobody' ? null : await guestPlace(deps, caller.guest),
        };
      },
    }),
    route({
      method: 'patch',
      path: '/api/me',
      auth: person,
      summary: 'Change my name and what I prefer. What is not named stays.',
      takes: z.object({
        body: z.strictObject({ name: nameField, preferences: preferencesChangeSchema }).partial(),
      }),
      response: account,
      async handler({ caller, body }) {
        await deps.people.change(caller.accountId, body);
        return accountOf(deps, caller.accountId);
      },
    }),
  ];
}

/** The caller's own account, which a checked session or token always has. */
export async function accountOf(deps: ApiDeps, accountId: string) {
  const found = await deps.people.account(accountId);
  if (!found) throw new Error('a checked session has no account');
  return found;
}

/** A guest's place while it is one: who was removed is a stranger again. */
export async function guestPlace(deps: ApiDeps, guest: GuestPlace | null) {
  if (!guest) return null;
  try {
    const { name } = await deps.meetings.participants.admitGuest(guest.meetingId, guest.memberId);
    return { ...guest, name };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
