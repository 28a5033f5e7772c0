/** Puts routes on an Express router: who asks, from where, checked input, one shape of answer. */
import { json, Router, type Request, type RequestHandler, type Response } from 'express';
import { Refusal } from '#shared/protocol/index.ts';
import { refuse } from './answer.ts';
import { cookieJar, type CookieJar } from './cookies.ts';
import type { ApiDeps } from './deps.ts';
import { bearerOf, callerByCookies, callerByToken, type Caller, type IdentityDeps } from './identity.ts';
import { Image, type Exchange, type Route } from './route.ts';

const bodyBytes = 256 * 1024;
const forwarding = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
];
const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** All routes under their paths; any other path is not found. */
export function serveRoutes(routes: readonly Route[], deps: ApiDeps): Router {
  const router = Router();
  const cookies = cookieJar(deps.settings.origin);
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(json({ limit: bodyBytes }));
  for (const route of routes) router[route.method](route.path, handlerOf(route, deps, cookies));
  router.use('/api', (_request, response) => refuse(response, 'not-found'));
  return router;
}

function handlerOf(route: Route, deps: ApiDeps, cookies: CookieJar): RequestHandler {
  const identity: IdentityDeps = {
    origin: deps.settings.origin,
    cookies,
    sessions: deps.sessions,
    tokens: deps.tokens,
    participants: deps.meetings.participants,
    now: () => deps.now(),
  };
  return async (request, response) => {
    const caller = await callerOf(request, identity, route);
    const exchange = exchangeOf(request, response, deps, cookies);
    const raw = { params: request.params, query: request.query, body: request.body as unknown };
    const answer = await route.run(raw, caller, exchange);
    response.status(route.status);
    if (answer === undefined) response.end();
    else if (answer instanceof Image) sendImage(response, route.media, answer);
    else response.json(answer);
  };
}

/** Kept by the one browser for an hour; its address changes with it. */
function sendImage(response: Response, media: string, { bytes }: Image): void {
  response.set('Cache-Control', 'private, max-age=3600').set('Content-Type', media).end(bytes);
}

/** A token stands for itself; a cookie is sent by browsers unasked, so what it changes must come from our own pages. */
async function callerOf(request: Request, identity: IdentityDeps, route: Route): Promise<Caller> {
  const token = bearerOf(request.headers);
  if (token !== undefined) return callerByToken(identity, token);
  if (route.method !== 'get' && request.headers.origin !== identity.origin) throw new Refusal('wrong-origin');
  return callerByCookies(identity, identity.cookies.read(request.headers.cookie));
}

function exchangeOf(request: Request, response: Response, deps: ApiDeps, cookies: CookieJar): Exchange {
  return {
    cookies: request.headers.authorization === undefined ? cookies.read(request.headers.cookie) : {},
    address: request.ip ?? 'unknown',
    // The host is compared so that no other name that resolves to this machine can read in a browser's stead.
    fromThisMachine:
      loopback.test(request.socket.remoteAddress ?? '') &&
      !forwarding.some((name) => name in request.headers) &&
      request.headers.host === new URL(deps.settings.origin).host,
    setCookie: (name, value) => cookies.set(response, name, value),
    clearCookie: (name) => cookies.clear(response, name),
    retryAfter: (seconds) => {
      response.set('Retry-After', String(seconds));
    },
  };
}
