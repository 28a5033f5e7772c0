/** How failures travel over HTTP: every one by the one table of codes. */
import type { ErrorRequestHandler, Response } from 'express';
import { errorTable, Refusal, type ErrorCode } from '#shared/protocol/index.ts';
import type { Log } from './ports.ts';

/** Answers `{error, message}` with the code's status. */
export function refuse(response: Response, code: ErrorCode, message: string = code): void {
  response.status(errorTable[code].status).set('Cache-Control', 'no-store').json({ error: code, message });
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** What Express's own parts throw: a body too large or malformed, a path that does not decode. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof Refusal) return error.code;
  const status = statusOf(error);
  if (status === 413) return 'too-large';
  return status !== undefined && status >= 400 && status < 500 ? 'bad-request' : 'internal';
}

/** The last handler. What is no refusal is a bug: it is logged and tells the asker nothing. */
export function failures(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const code = codeOf(error);
    if (code === 'internal')
      log.error({ err: error, method: request.method, route: request.path }, 'request failed');
    refuse(response, code, error instanceof Refusal ? error.message : code);
  };
}
