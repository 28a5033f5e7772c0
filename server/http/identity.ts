/** Who asks: made out from headers, for API requests and for sockets alike. */
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { CookieJar, Cookies } from './cookies.ts';
import type { ApiTokens, GuestPlace, Participants, Sessions } from './ports.ts';

export interface Person {
  readonly kind: 'person';
  readonly accountId: Id;
  readonly via: 'session' | 'token';
  /** A guest's place in the same browser: a person of one organisation may be a guest of another. */
  readonly guest: GuestPlace | null;
}

export type Caller =
  Person | { readonly kind: 'guest'; readonly guest: GuestPlace } | { readonly kind: 'nobody' };

/** Stable name of a person or guest among all nodes. */
export const personOf = (accountId: Id) => `account:${accountId}`;
/** Stable name of a guest among all nodes. */
export const guestOf = (memberId: Id) => `guest:${memberId}`;

export interface IdentityDeps {
  readonly origin: string;
  readonly cookies: CookieJar;
  readonly sessions: Pick<Sessions, 'find'>;
  readonly tokens: Pick<ApiTokens, 'find'>;
  readonly participants: Pick<Participants, 'guestByToken'>;
  now(): Date;
}

const bearerPattern = /^Bearer ([\w-]{20,200})$/i;

/** The personal token of a request, or undefined when it brings none. A malformed one is no reason to look at cookies. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  if (headers.authorization === undefined) return undefined;
  const token = bearerPattern.exec(headers.authorization)?.[1];
  if (token === undefined)
    throw new Refusal('not-signed-in', 'the Authorization header holds no bearer token');
  return token;
}

/** The owner of a personal token. Throws `Refusal('not-signed-in')`. */
export async function callerByToken(deps: IdentityDeps, token: string): Promise<Person> {
  const found = await deps.tokens.find(token);
  if (!found) throw new Refusal('not-signed-in', 'unknown or revoked token');
  return { kind: 'person', accountId: found.accountId, via: 'token', guest: null };
}

/** The owner of a session or guest cookie. */
export async function callerByCookies(deps: IdentityDeps, cookies: Cookies): Promise<Caller> {
  const session = cookies.session ? await deps.sessions.find(cookies.session, deps.now()) : null;
  const guest = cookies.guest ? await deps.participants.guestByToken(cookies.guest) : null;
  if (session) return { kind: 'person', accountId: session.accountId, via: 'session', guest };
  return guest ? { kind: 'guest', guest } : { kind: 'nobody' };
}
