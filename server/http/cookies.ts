/** Our cookies: their names, attributes and reading. `__Host-` keeps other hosts of the domain from planting one. */
import type { CookieOptions, Response } from 'express';

export type CookieName = 'session' | 'guest' | 'browser' | 'known';

const day = 86_400_000;
/** Max ages: a session's own expiry is in the database; the others end here. */
const maxAge: Readonly<Record<CookieName, number>> = {
  session: 30 * day,
  guest: 30 * day,
  browser: day / 24,
  known: 365 * day,
};

export type Cookies = Readonly<Partial<Record<CookieName, string>>>;

export interface CookieJar {
  read(header: string | undefined): Cookies;
  set(response: Response, name: CookieName, value: string): void;
  clear(response: Response, name: CookieName): void;
}

/** Cookies for an origin: HttpOnly and SameSite=Lax always, Secure where the origin is https. */
export function cookieJar(origin: string): CookieJar {
  const secure = new URL(origin).protocol === 'https:';
  const sentName = (name: CookieName) => (secure ? `__Host-${name}` : name);
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  return {
    read(header) {
      const found: Partial<Record<CookieName, string>> = {};
      for (const part of (header ?? '').split(';')) {
        const at = part.indexOf('=');
        if (at < 0) continue;
        const sent = part.slice(0, at).trim();
        for (const name of ['session', 'guest', 'browser', 'known'] as const) {
          // The first of two equal names is the one with the longer path: ours has the shortest, so the last counts.
          if (sent === sentName(name)) found[name] = part.slice(at + 1).trim();
        }
      }
      return found;
    },
    set(response, name, value) {
      response.cookie(sentName(name), value, { ...options, maxAge: maxAge[name], encode: String });
    },
    clear(response, name) {
      response.clearCookie(sentName(name), options);
    },
  };
}
