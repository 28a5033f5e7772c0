/** The HTTP side as one Express app: headers, API, its description, the built frontend, errors. */
import compression from 'compression';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { failures, refuse } from './answer.ts';
import { apiRoutes } from './api/index.ts';
import type { ApiDeps } from './deps.ts';
import { builtFrontend } from './frontend.ts';
import { openApiDocument } from './openapi.ts';
import { serveRoutes } from './serve.ts';

export type { ApiDeps } from './deps.ts';

/** Builds the app. It opens nothing and listens nowhere. */
export function createApp(deps: ApiDeps): Express {
  const { origin, buildFolder, trustedProxies } = deps.settings;
  const app = express();
  const frontend = buildFolder === null ? null : builtFrontend(buildFolder);
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(securityHeaders(origin, frontend?.inlineScripts ?? []));
  app.use(compression());

  const routes = apiRoutes(deps);
  const description = openApiDocument(routes, origin);
  app.get('/api/openapi.json', (_request, response) => {
    response.json(description);
  });
  app.use(serveRoutes(routes, deps));
  if (frontend) app.use(frontend.router);
  app.use((_request, response) => refuse(response, 'not-found'));
  app.use(failures(deps.log));
  return app;
}

function securityHeaders(origin: string, inlineScripts: readonly string[]) {
  const secure = origin.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...inlineScripts],
        // Svelte sets style attributes; no style can run a script.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        // Safari's 'self' does not cover sockets.
        connectSrc: ["'self'", origin.replace(/^http/, 'ws')],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
