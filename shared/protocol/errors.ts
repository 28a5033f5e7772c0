/**
 * Every failure a person or a program can meet has one code here. The table says how it travels:
 * `status` over HTTP, `close` on a `/yjs` socket, and whether trying the same thing again can help.
 */

/** `passing`: the same request may succeed later. `lasting`: it never will, the replica or the request must change. */
export type Persistence = 'passing' | 'lasting';

interface ErrorRow {
  readonly status: number;
  /** Close code on `/yjs` (44xx stops the stock provider, 45xx lets it try again). */
  readonly close: number;
  readonly persistence: Persistence;
}

const rows = {
  // who is asking
  'not-signed-in': { status: 401, close: 4401, persistence: 'lasting' },
  'not-allowed': { status: 403, close: 4403, persistence: 'lasting' },
  'not-found': { status: 404, close: 4404, persistence: 'lasting' },
  'wrong-origin': { status: 403, close: 4403, persistence: 'lasting' },
  removed: { status: 403, close: 4410, persistence: 'lasting' },
  'guests-not-allowed': { status: 403, close: 4403, persistence: 'lasting' },
  'last-administrator': { status: 409, close: 4409, persistence: 'lasting' },
  // coming in
  'code-wrong': { status: 400, close: 4400, persistence: 'lasting' },
  'code-expired': { status: 410, close: 4410, persistence: 'lasting' },
  'other-browser': { status: 403, close: 4403, persistence: 'lasting' },
  'invite-expired': { status: 410, close: 4410, persistence: 'lasting' },
  // what was asked
  'bad-request': { status: 400, close: 4400, persistence: 'lasting' },
  'too-large': { status: 413, close: 4413, persistence: 'lasting' },
  'too-many': { status: 429, close: 4529, persistence: 'passing' },
  'too-many-connections': { status: 429, close: 4529, persistence: 'passing' },
  'changed-meanwhile': { status: 409, close: 4409, persistence: 'lasting' },
  // updates at the gate
  'malformed-update': { status: 400, close: 4400, persistence: 'lasting' },
  'forged-writer': { status: 400, close: 4420, persistence: 'lasting' },
  'wrong-shape': { status: 400, close: 4421, persistence: 'lasting' },
  'over-cap': { status: 400, close: 4422, persistence: 'lasting' },
  'read-only': { status: 403, close: 4423, persistence: 'lasting' },
  'unknown-history': { status: 409, close: 4509, persistence: 'passing' },
  'stale-replica': { status: 409, close: 4424, persistence: 'lasting' },
  // meetings
  'meeting-not-started': { status: 409, close: 4409, persistence: 'lasting' },
  'meeting-closed': { status: 409, close: 4411, persistence: 'lasting' },
  'meeting-locked': { status: 409, close: 4514, persistence: 'passing' },
  'wrong-step': { status: 409, close: 4409, persistence: 'lasting' },
  'already-moved': { status: 409, close: 4409, persistence: 'lasting' },
  'few-authors': { status: 409, close: 4409, persistence: 'lasting' },
  'no-votes-left': { status: 409, close: 4409, persistence: 'lasting' },
  'too-many-on-one': { status: 409, close: 4409, persistence: 'lasting' },
  // the server's own trouble
  'not-saved': { status: 503, close: 4503, persistence: 'passing' },
  restarting: { status: 503, close: 4512, persistence: 'passing' },
  'slow-reader': { status: 503, close: 4513, persistence: 'passing' },
  internal: { status: 500, close: 4500, persistence: 'passing' },
} as const satisfies Record<string, ErrorRow>;

/** The one union of error codes, on every transport. */
export type ErrorCode = keyof typeof rows;

/** How each code travels. */
export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = rows;

/** All codes, for exhaustive tests and for the messages' check. */
export const errorCodes = Object.keys(rows) as readonly ErrorCode[];

/** True when `value` is one of our codes (parse at the border: a close reason, an API body). */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(rows, value);
}

/** The code behind a `/yjs` close reason, or undefined when the socket closed for a reason of its own. */
export function isPassing(code: ErrorCode): boolean {
  return errorTable[code].persistence === 'passing';
}

/** An expected failure on its way to whoever asked. Anything else that is thrown is a bug and becomes `internal`. */
export class Refusal extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'Refusal';
    this.code = code;
  }
}
