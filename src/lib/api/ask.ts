/** One request to the HTTP API. The only place in the app that fetches. */
import { z } from 'zod';
import { isErrorCode } from '#shared/protocol/index.ts';
import type { ApiAnswer } from './failure.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The answer of what has nothing to say. */
export const nothing = z.undefined();
const refusal = z.object({ error: z.string().refine(isErrorCode) });

/** Asks, and answers a value of `shape` or why there is none. */
export async function ask<T>(
  method: Method,
  path: string,
  shape: z.ZodType<T>,
  body?: unknown,
): Promise<ApiAnswer<T>> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    // fetch throws a TypeError when there is no network or no server, and for nothing else that can happen here.
    if (error instanceof TypeError) return { ok: false, error: 'unreachable' };
    throw error;
  }
  const answer = await bodyOf(response);
  if (!response.ok) {
    const refused = refusal.safeParse(answer);
    return { ok: false, error: refused.success ? refused.data.error : 'internal' };
  }
  const value = shape.safeParse(answer);
  return value.success ? { ok: true, value: value.data } : { ok: false, error: 'internal' };
}

/** What the response holds; something that is not ours, a proxy's page for instance, is nothing. */
async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204 || !response.headers.get('content-type')?.includes('json')) return undefined;
  return response.json();
}

/** Takes one field out of an answer. */
export async function field<T, K extends keyof T>(
  answer: Promise<ApiAnswer<T>>,
  key: K,
): Promise<ApiAnswer<T[K]>> {
  const given = await answer;
  return given.ok ? { ok: true, value: given.value[key] } : given;
}
