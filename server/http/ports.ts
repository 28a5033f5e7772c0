/**
 * What HTTP needs from the rest of the server, and nothing more: the store implements the data, notify the mail,
 * rooms the meetings. Everything here speaks plain values; secrets pass through once and are stored as hashes only.
 */
import type { Admission } from '#server/rooms/admission.ts';
import type { Starter } from '#server/rooms/ports.ts';
import type { Audience } from '#shared/meeting/setup.ts';
import type { Preferences, PreferencesChange } from '#shared/people/preferences.ts';
import type { OrganisationActor, OrganisationRole } from '#shared/permissions/index.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { Choices, Drafts, Repeats, Templates } from './setup-ports.ts';

export interface Account {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
}

/** An account as its owner sees it. */
export interface OwnAccount extends Account {
  readonly preferences: Preferences;
}

export interface OrganisationOfPerson {
  readonly id: Id;
  readonly name: string;
  readonly role: OrganisationRole;
  readonly teams: readonly { readonly id: Id; readonly name: string; readonly observer: boolean }[];
}

export interface People {
  account(id: Id): Promise<OwnAccount | null>;
  accountByEmail(email: string): Promise<Account | null>;
  /** Answers the account of this address, made now if nobody had it: whoever proved the address owns it. */
  accountFor(email: string, nameIfNew: string): Promise<Account>;
  /** What is not named stays. */
  change(
    accountId: Id,
    change: { name?: string | undefined; preferences?: PreferencesChange | undefined },
  ): Promise<void>;
  organisationsOf(accountId: Id): Promise<OrganisationOfPerson[]>;
}

/** Whose picture it is: by account, or by the place in a meeting. */
export interface PictureOf {
  readonly id: Id;
  readonly accountId: Id;
  readonly version: Id;
}

export interface Pictures {
  set(accountId: Id, content: Buffer): Promise<void>;
  remove(accountId: Id): Promise<void>;
  /** Null when there is none. */
  versionOf(accountId: Id): Promise<Id | null>;
  /** Null when there is none, or the viewer shares no organisation with that person. */
  seenBy(viewer: Id, accountId: Id): Promise<Buffer | null>;
  ofOrganisation(id: Id): Promise<PictureOf[]>;
  ofMeeting(id: Id): Promise<PictureOf[]>;
}

export interface OrganisationMember extends Account {
  readonly role: OrganisationRole;
}

export interface Organisations {
  /** The founder becomes Administrator and a member of the first team. */
  create(name: string, teamName: string, founder: Id): Promise<{ id: Id; teamId: Id }>;
  get(id: Id): Promise<{ id: Id; name: string } | null>;
  rename(id: Id, name: string): Promise<void>;
  roleOf(id: Id, accountId: Id): Promise<OrganisationRole | null>;
  members(id: Id): Promise<OrganisationMember[]>;
  /** Raises the epoch of the open meetings concerned. Throws `Refusal`: `last-administrator`, `not-found`. */
  changeRole(id: Id, accountId: Id, role: OrganisationRole): Promise<void>;
  /** Takes the person out of all teams too, ends invites of theirs, and raises epochs. Throws as `changeRole` does. */
  removeMember(id: Id, accountId: Id): Promise<void>;
}

export interface Team {
  readonly id: Id;
  readonly organisationId: Id;
  readonly name: string;
}

/** What a person is to a team and to its organisation. */
export interface Standing {
  readonly team: Team;
  readonly actor: OrganisationActor;
}

export interface TeamMember extends OrganisationMember {
  readonly observer: boolean;
}

export interface Teams {
  /** `member` joins the team, when given. */
  create(organisationId: Id, name: string, member: Id | null): Promise<Team>;
  /** Null when there is no such team; an actor without a role when the person is nobody there. */
  standing(teamId: Id, accountId: Id): Promise<Standing | null>;
  ofOrganisation(organisationId: Id): Promise<Team[]>;
  members(teamId: Id): Promise<TeamMember[]>;
  rename(teamId: Id, name: string): Promise<void>;
  /** Puts a member of the organisation into the team; who is in it stays as they are. Throws `Refusal('not-found')`. */
  place(teamId: Id, accountId: Id): Promise<void>;
  /** Raises the epoch of the team's open meetings. Throws `Refusal('not-found')`. */
  setObserver(teamId: Id, accountId: Id, observer: boolean): Promise<void>;
  /** Raises the epoch of the team's open meetings. Throws `Refusal('not-found')`. */
  removeMember(teamId: Id, accountId: Id): Promise<void>;
}

export interface Invite {
  readonly id: Id;
  readonly teamId: Id;
  readonly role: OrganisationRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Whom it was made for; null for a link that anybody may follow. */
  readonly email: string | null;
  /** When its mail went; null for a link, and while the mail could not be sent. */
  readonly sentAt: Date | null;
}

export interface NewInvite {
  readonly teamId: Id;
  readonly createdBy: Id;
  readonly role: OrganisationRole;
  readonly expiresAt: Date;
  readonly now: Date;
}

export interface OpenedInvite extends Invite {
  readonly organisationId: Id;
  readonly organisationName: string;
  readonly teamName: string;
}

export interface Invites {
  /** By a link that anybody may follow. */
  create(invite: NewInvite): Promise<{ invite: Invite; token: string }>;
  /** One for each address, working once. Asked again while it is pending, it gets a new token and the older one ends. */
  createFor(emails: readonly string[], invite: NewInvite): Promise<{ invite: Invite; token: string }[]>;
  /** A new token for an invite that was mailed; null when it is not pending any more. */
  renew(id: Id, expiresAt: Date, now: Date): Promise<{ invite: Invite; token: string } | null>;
  /** Its mail went. */
  markSent(id: Id, now: Date): Promise<void>;
  /** Those that still work. */
  ofTeam(teamId: Id, now: Date): Promise<Invite[]>;
  get(id: Id): Promise<Invite | null>;
  revoke(id: Id): Promise<void>;
  /** Null when unknown, revoked, expired or used by somebody else: whoever holds it learns no more than that. */
  open(token: string, accountId: Id | null, now: Date): Promise<OpenedInvite | null>;
  /** Makes the person a member of organisation and team; a role held already stays. Null as `open`. */
  accept(token: string, accountId: Id, now: Date): Promise<OpenedInvite | null>;
}

export interface Sessions {
  start(accountId: Id, now: Date): Promise<{ token: string; expiresAt: Date }>;
  find(token: string, now: Date): Promise<{ accountId: Id } | null>;
  end(token: string): Promise<void>;
}

export interface SignIns {
  /** Answers the secrets that go by mail; `code` is null when only the link is to be sent. */
  begin(request: {
    email: string;
    browser: string;
    withCode: boolean;
    now: Date;
  }): Promise<{ token: string; code: string | null }>;
  /** The address that was proved; each sign-in once. Throws `Refusal`: `code-expired`, `other-browser`. */
  finishByLink(token: string, browser: string | null, now: Date): Promise<string>;
  /** As above, and `code-wrong`; after five wrong codes `code-expired`. */
  finishByCode(code: string, browser: string | null, now: Date): Promise<string>;
}

export interface ApiToken {
  readonly id: Id;
  readonly name: string;
  readonly createdAt: Date;
}

export interface ApiTokens {
  create(accountId: Id, name: string): Promise<ApiToken & { token: string }>;
  ofAccount(accountId: Id): Promise<ApiToken[]>;
  find(token: string): Promise<{ accountId: Id } | null>;
  /** False when the account has no such token. */
  revoke(accountId: Id, id: Id): Promise<boolean>;
}

export interface MeetingRecord {
  readonly meetingId: Id;
  readonly organisationId: Id;
  readonly teamId: Id;
  readonly kind: string;
  readonly title: string;
  readonly state: 'draft' | 'open' | 'closed';
  readonly guests: boolean;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  /** Who knows of it while it is a draft; null from its start on: the whole team. */
  readonly draftFor: Audience | null;
}

export interface GuestPlace {
  readonly meetingId: Id;
  readonly memberId: Id;
}

export interface Participants {
  /** The place of a member of the meeting's team, made at the first visit. Throws `Refusal`: `not-found`, `removed`, `meeting-not-started`, `meeting-closed`. */
  admitAccount(meetingId: Id, accountId: Id): Promise<Admission>;
  /** A guest's new place with the secret of its cookie. Throws `Refusal`. */
  addGuest(meetingId: Id, name: string): Promise<{ memberId: Id; token: string }>;
  guestByToken(token: string): Promise<GuestPlace | null>;
  /** Throws `Refusal`: `not-found`, `removed`. */
  admitGuest(meetingId: Id, memberId: Id): Promise<Admission>;
}

export interface ActionItemRecord {
  readonly id: Id;
  readonly teamId: Id;
  readonly meetingId: Id;
  readonly text: string;
  readonly owner: { readonly memberId: Id; readonly accountId: Id | null; readonly name: string } | null;
  readonly due: string | null;
  readonly done: boolean;
}

export interface ActionItemChange {
  readonly text?: string | undefined;
  readonly due?: string | null | undefined;
  readonly done?: boolean | undefined;
}

export interface ActionItems {
  actionItems(teamId: Id): Promise<ActionItemRecord[]>;
  actionItem(id: Id): Promise<ActionItemRecord | null>;
  /** Throws `Refusal`: `not-found`, and `not-allowed` while its meeting is open. */
  updateActionItem(id: Id, change: ActionItemChange): Promise<ActionItemRecord>;
}

/** A card that was never published. */
export interface LeftOverRecord {
  readonly id: Id;
  readonly meetingId: Id;
  /** Null when its meeting is gone. */
  readonly teamId: Id | null;
  readonly column: string;
  readonly text: string;
  readonly expiresAt: Date;
}

export interface LeftOvers {
  /** The author's, the oldest first. */
  leftOverOf(accountId: Id): Promise<LeftOverRecord[]>;
  /** Nothing happens when it is another's or gone. */
  forgetLeftOver(accountId: Id, id: Id): Promise<void>;
}

export interface Meetings {
  meeting(id: Id): Promise<MeetingRecord | null>;
  /** What a member of the team may know of, the newest first. */
  meetingsOf(teamId: Id, accountId: Id): Promise<MeetingRecord[]>;
  /** Null while the meeting is open. */
  summaryOf(id: Id): Promise<unknown>;
  readonly participants: Participants;
  readonly actionItems: ActionItems;
  readonly leftOver: LeftOvers;
  readonly drafts: Drafts;
  readonly choices: Choices;
  readonly templates: Templates;
  readonly repeats: Repeats;
}

/** Opens drafts. `server/rooms` is one. */
export interface MeetingStarter {
  /** A second time changes nothing. Throws `Refusal`. */
  start(meetingId: Id, by: Starter): Promise<void>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Mails kept in memory where no SMTP server is set. */
export interface Mailbox {
  sent(): readonly (Mail & { readonly at: string })[];
}

/** Who must be told that a person's sessions or rights changed: every node. */
export interface RightsChanges {
  tell(persons: readonly string[]): Promise<void>;
  /** Returns how to stop. */
  listen(changed: (person: string) => void): () => void;
}

/** Counts tries under a key. Answers 0 while more are allowed, else the seconds until then. */
export interface Limiter {
  /** Several tries at once are allowed together or not at all. */
  take(key: string, tries?: number): Promise<number>;
}

export interface Log {
  error(fields: { readonly err: unknown; readonly [name: string]: unknown }, message: string): void;
  warn(fields: { readonly [name: string]: unknown }, message: string): void;
}
