/** What the HTTP API answers, as far as the screens read it. */
import { z } from 'zod';
import { preferencesSchema } from '#shared/people/preferences.ts';

const role = z.enum(['administrator', 'manager', 'member']);
export type Role = z.infer<typeof role>;

const person = z.object({ id: z.string(), name: z.string(), email: z.string() });
export const account = person.extend({ preferences: preferencesSchema });
export type Account = z.infer<typeof account>;
const teamOfMine = z.object({ id: z.string(), name: z.string(), observer: z.boolean() });
const organisation = z.object({ id: z.string(), name: z.string(), role, teams: z.array(teamOfMine) });
export const member = person.extend({ role });
export type Member = z.infer<typeof member>;
const teamMember = member.extend({ observer: z.boolean() });
export type TeamMember = z.infer<typeof teamMember>;
const guest = z.object({ meetingId: z.string(), memberId: z.string(), name: z.string() });
export const me = z.object({
  account: account.nullable(),
  organisations: z.array(organisation),
  guest: guest.nullable().default(null),
});
export type Me = z.infer<typeof me>;
export type Organisation = z.infer<typeof organisation>;

export const meeting = z.object({
  id: z.string(),
  teamId: z.string().nullable(),
  kind: z.string(),
  title: z.string(),
  state: z.enum(['draft', 'open', 'closed']),
  guests: z.boolean(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
});
export type Meeting = z.infer<typeof meeting>;
/** A meeting, or no more than that guests may come in. */
export const meetingOrDoor = z.union([
  meeting.transform((found) => ({ is: 'meeting' as const, ...found })),
  z.object({ id: z.string(), guests: z.literal(true) }).transform(({ id }) => ({ is: 'door' as const, id })),
]);

export const team = z.object({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  members: z.array(teamMember),
  meetings: z.array(meeting),
});
export type Team = z.infer<typeof team>;

export const actionItem = z.object({
  id: z.string(),
  teamId: z.string(),
  meetingId: z.string(),
  text: z.string(),
  owner: z.object({ name: z.string() }).nullable(),
  due: z.string().nullable(),
  done: z.boolean(),
});
export type ActionItem = z.infer<typeof actionItem>;

export const pictures = z.object({ pictures: z.array(z.object({ id: z.string(), url: z.string() })) });

export const invitePreview = z.object({ organisationName: z.string(), teamName: z.string() });
/** An invite that still works; without an address it is a link for anybody. */
export const invite = z.object({
  id: z.string(),
  role,
  createdAt: z.string(),
  expiresAt: z.string(),
  email: z.string().nullable(),
  sentAt: z.string().nullable(),
});
export type Invite = z.infer<typeof invite>;
export const leftOverNote = z.object({
  id: z.string(),
  column: z.string(),
  text: z.string(),
  expiresAt: z.string(),
});
export type LeftOverNote = z.infer<typeof leftOverNote>;

export const mail = z.object({ to: z.string(), subject: z.string(), text: z.string(), at: z.string() });
export const token = z.object({ id: z.string(), name: z.string(), createdAt: z.string() });
export type Token = z.infer<typeof token>;
