import type { ErrorCode } from '#shared/protocol/index.ts';

/** Why a request failed: the server's code, or that no server could be reached. */
export type Failure = ErrorCode | 'unreachable';

/** The answer to a request. */
export type ApiAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };
