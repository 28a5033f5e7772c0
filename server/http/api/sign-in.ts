/** Coming in by email: a link and a code, once, for ten minutes, in the browser that asked. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { emailField, tokenField } from '../fields.ts';
import { personOf } from '../identity.ts';
import { tooMany } from '../limits.ts';
import { signInMail } from '../mails.ts';
import { anybody, noInput, nothing, route, type Exchange, type Route } from '../route.ts';

const browserPattern = /^[\w-]{43}$/;

/** "ana.lopez@x" is called "Ana Lopez" until she says otherwise. */
function nameFrom(email: string): string {
  const words = (email.split('@')[0] ?? '').split(/[._+-]+/).filter(Boolean);
  return (
    words
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(' ')
      .slice(0, 80) || 'Someone'
  );
}

/** What a browser that has signed in as this person carries: strangers can't make it. */
const knownMark = (deps: ApiDeps, email: string) => deps.hashEmail(`known-browser ${email}`);

/**
 * Throws when this address, or this address for this email, asked too often. Nobody else's tries count against it,
 * and a browser known to the person has a budget of its own.
 */
async function checkRate(deps: ApiDeps, email: string, known: boolean, exchange: Exchange): Promise<void> {
  const { signInByAddress, signInByAddressAndEmail } = deps.limits;
  const lookup = deps.hashEmail(email);
  const wait = known
    ? await signInByAddressAndEmail.take(`known ${lookup}`)
    : Math.max(
        await signInByAddress.take(exchange.address),
        await signInByAddressAndEmail.take(`${exchange.address} ${lookup}`),
      );
  tooMany(wait, exchange);
}

/** Codes and links are tried so often from one address, and no more. */
async function checkTries(deps: ApiDeps, exchange: Exchange): Promise<void> {
  tooMany(await deps.limits.secretsByAddress.take(exchange.address), exchange);
}

async function finish(deps: ApiDeps, email: string, exchange: Exchange): Promise<void> {
  const account = await deps.people.accountFor(email, nameFrom(email));
  // A session that was there before belongs to whoever used this browser last; it ends, and its id is never reused.
  if (exchange.cookies.session) await deps.sessions.end(exchange.cookies.session);
  const { token } = await deps.sessions.start(account.id, deps.now());
  exchange.setCookie('session', token);
  exchange.setCookie('known', knownMark(deps, email));
  exchange.clearCookie('browser');
}

/** The routes of coming in and going. */
export function signInRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/sign-in',
      auth: anybody,
      summary: 'Send a sign-in link and code to an email address. The answer is the same for every address.',
      status: 202,
      takes: z.object({ body: z.strictObject({ email: emailField }) }),
      response: z.strictObject({ sent: z.literal(true) }),
      async handler({ body: { email }, exchange }) {
        const known = exchange.cookies.known === knownMark(deps, email);
        await checkRate(deps, email, known, exchange);
        const withCode = known || (await deps.limits.codesByEmail.take(deps.hashEmail(email))) === 0;
        const withMail = known || (await deps.limits.mailsByEmail.take(deps.hashEmail(email))) === 0;
        // Asking twice keeps the first mail good: both belong to this browser.
        const asked = exchange.cookies.browser ?? '';
        const browser = browserPattern.test(asked) ? asked : randomBytes(32).toString('base64url');
        const { token, code } = await deps.signIns.begin({ email, browser, withCode, now: deps.now() });
        exchange.setCookie('browser', browser);
        if (withMail) {
          // Not awaited: how long a mail server takes is nobody's business.
          deps.mailer
            .send(signInMail(email, `${deps.settings.origin}/sign-in/confirm#${token}`, code))
            .catch((error: unknown) => deps.log.error({ err: error }, 'a sign-in mail was not sent'));
        }
        return { sent: true as const };
      },
    }),
    route({
      method: 'post',
      path: '/api/sign-in/code',
      auth: anybody,
      summary: 'Finish signing in with the six-digit code, in the browser that asked.',
      status: 204,
      takes: z.object({ body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }) }),
      response: nothing,
      async handler({ body: { code }, exchange }) {
        await checkTries(deps, exchange);
        await finish(
          deps,
          await deps.signIns.finishByCode(code, exchange.cookies.browser ?? null, deps.now()),
          exchange,
        );
      },
    }),
    route({
      method: 'post',
      path: '/api/sign-in/link',
      auth: anybody,
      summary: 'Finish signing in with the token of the mailed link, in the browser that asked.',
      status: 204,
      takes: z.object({ body: z.strictObject({ token: tokenField }) }),
      response: nothing,
      async handler({ body: { token }, exchange }) {
        await checkTries(deps, exchange);
        await finish(
          deps,
          await deps.signIns.finishByLink(token, exchange.cookies.browser ?? null, deps.now()),
          exchange,
        );
      },
    }),
    route({
      method: 'post',
      path: '/api/sign-out',
      auth: anybody,
      summary: 'End this session.',
      status: 204,
      takes: noInput,
      response: nothing,
      async handler({ caller, exchange }) {
        if (exchange.cookies.session) await deps.sessions.end(exchange.cookies.session);
        exchange.clearCookie('session');
        if (caller.kind === 'person' && caller.via === 'session')
          await deps.changes.tell([personOf(caller.accountId)]);
      },
    }),
  ];
}
