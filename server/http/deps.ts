/** Everything HTTP is given by whoever starts the server. */
import type { Kinds } from '#server/rooms/ports.ts';
import type {
  ApiTokens,
  Invites,
  Limiter,
  Log,
  Mailbox,
  Mailer,
  Meetings,
  MeetingStarter,
  Organisations,
  People,
  Pictures,
  RightsChanges,
  Sessions,
  SignIns,
  Teams,
} from './ports.ts';

/** Limits of coming in. None of those of sign-in can be used up by somebody else for a browser that has signed in before. */
export interface Limits {
  readonly signInByAddress: Limiter;
  readonly signInByAddressAndEmail: Limiter;
  /** Tries at codes, links and invites. */
  readonly secretsByAddress: Limiter;
  /** Beyond it mails carry the link alone: guessing at codes ends, signing in does not. */
  readonly codesByEmail: Limiter;
  readonly mailsByEmail: Limiter;
  readonly guestsByAddress: Limiter;
  /** Mails that invite: from one person, from one organisation, and to one address from one organisation. */
  readonly invitesByPerson: Limiter;
  readonly invitesByOrganisation: Limiter;
  readonly invitesToAddressByOrganisation: Limiter;
  /** To one address from everybody. Beyond it the invite is there and its mail is not sent. */
  readonly invitesToAddress: Limiter;
}

export interface Settings {
  /** As in a browser's address bar, without a slash at the end. */
  readonly origin: string;
  /** The built frontend; null where something else serves it. */
  readonly buildFolder: string | null;
  /** How many proxies before us may be believed about the client's address. */
  readonly trustedProxies: number;
}

export interface ApiDeps {
  readonly settings: Settings;
  readonly people: People;
  readonly pictures: Pictures;
  readonly organisations: Organisations;
  readonly teams: Teams;
  readonly invites: Invites;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly tokens: ApiTokens;
  readonly meetings: Meetings;
  readonly rooms: MeetingStarter;
  readonly kinds: Kinds;
  readonly mailer: Mailer;
  /** Only where mails stay in memory. */
  readonly mailbox: Mailbox | null;
  readonly limits: Limits;
  readonly changes: RightsChanges;
  /** A keyed hash, for keys that must not tell an address. */
  hashEmail(email: string): string;
  /** A round trip through the database; rejects when there is none. */
  checkReady(): Promise<void>;
  now(): Date;
  readonly log: Log;
}
