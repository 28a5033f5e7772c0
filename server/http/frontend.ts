/** The built frontend: hashed files for ever, the page itself asked for each time, precompressed where the build did it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import express, { Router, type Request } from 'express';

const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

export interface Frontend {
  readonly router: Router;
  /** CSP sources of the scripts that stand in the page itself. */
  readonly inlineScripts: readonly string[];
}

/** Serves a build folder; every path that is no file is the single page. */
export function builtFrontend(folder: string): Frontend {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) throw new Error(`there is no built frontend in ${folder}: run npm run build`);
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  );
  const router = Router();
  router.use((request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const encoding = isRead
      ? encodings.find((one) => takes(request, one.name) && files.has(request.path + one.ending))
      : undefined;
    if (encoding) {
      response.type(extname(request.path)).set('Content-Encoding', encoding.name);
      request.url = request.path + encoding.ending;
    }
    if (isRead && files.has(request.path)) response.vary('Accept-Encoding');
    next();
  });
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders(response, path) {
        const immutable = path.includes(`${sep}immutable${sep}`);
        response.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/{*path}', (request, response, next) => {
    // A missing file is missing; only what looks like an address of the app is one.
    if (extname(request.path) !== '' || !request.accepts('html')) {
      next();
      return;
    }
    response.sendFile(page, { headers: { 'Cache-Control': 'no-cache' } });
  });
  return { router, inlineScripts: inlineScripts(readFileSync(page, 'utf8')) };
}

function takes(request: Request, encoding: string): boolean {
  return request.acceptsEncodings(encoding) === encoding;
}

/** `'sha256-…'` of every script without a source. */
function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) =>
      `'sha256-${createHash('sha256')
        .update(script ?? '')
        .digest('base64')}'`,
  );
}
