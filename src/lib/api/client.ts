/** The HTTP API. The only place in the app that fetches. */
import { z } from 'zod';
import { isErrorCode, type Id } from '#shared/protocol/index.ts';
import type { ApiAnswer } from './failure.ts';
import * as shapes from './shapes.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const nothing = z.undefined();
const refusal = z.object({ error: z.string().refine(isErrorCode) });

async function ask<T>(
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
async function field<T, K extends keyof T>(answer: Promise<ApiAnswer<T>>, key: K): Promise<ApiAnswer<T[K]>> {
  const given = await answer;
  return given.ok ? { ok: true, value: given.value[key] } : given;
}

export interface NewRetro {
  readonly title: string;
  readonly goal: string;
  readonly options: {
    readonly anonymous: boolean;
    readonly hideNotes: boolean;
    readonly guests: boolean;
    readonly votesPerPerson: number;
    readonly votesPerTopic: number;
  };
}

export const api = {
  me: () => ask('GET', '/me', shapes.me),
  rename: (name: string) => ask('PATCH', '/me', z.unknown(), { name }),

  requestSignIn: (email: string) => ask('POST', '/sign-in', z.unknown(), { email }),
  signInByCode: (code: string) => ask('POST', '/sign-in/code', nothing, { code }),
  signInByLink: (token: string) => ask('POST', '/sign-in/link', nothing, { token }),
  signOut: () => ask('POST', '/sign-out', nothing),

  createOrganisation: (name: string, teamName: string) =>
    ask('POST', '/organisations', z.object({ id: z.string(), teamId: z.string() }), { name, teamName }),

  team: (id: Id) => ask('GET', `/teams/${id}`, shapes.team),
  inviteToTeam: (id: Id) =>
    ask('POST', `/teams/${id}/invites`, z.object({ url: z.string(), expiresAt: z.string() }), {}),
  previewInvite: (token: string) => ask('POST', '/invites/preview', shapes.invite, { token }),
  acceptInvite: (token: string) =>
    ask('POST', '/invites/accept', z.object({ teamId: z.string() }), { token }),

  createRetro: (teamId: Id, retro: NewRetro) =>
    ask('POST', `/teams/${teamId}/meetings`, z.object({ id: z.string() }), { kind: 'retro', ...retro }),
  meeting: (id: Id) => ask('GET', `/meetings/${id}`, shapes.meetingOrDoor),
  enterAsGuest: (id: Id, name: string) => ask('POST', `/meetings/${id}/guest`, z.unknown(), { name }),
  summary: (id: Id) =>
    field(ask('GET', `/meetings/${id}/summary`, z.object({ summary: shapes.summary })), 'summary'),

  actionItems: (teamId: Id) =>
    field(
      ask('GET', `/teams/${teamId}/action-items`, z.object({ actionItems: z.array(shapes.actionItem) })),
      'actionItems',
    ),
  setActionDone: (id: Id, done: boolean) => ask('PATCH', `/action-items/${id}`, shapes.actionItem, { done }),

  tokens: () => field(ask('GET', '/tokens', z.object({ tokens: z.array(shapes.token) })), 'tokens'),
  createToken: (name: string) => ask('POST', '/tokens', shapes.token.extend({ token: z.string() }), { name }),
  revokeToken: (id: Id) => ask('DELETE', `/tokens/${id}`, nothing),

  mailbox: () => field(ask('GET', '/mailbox', z.object({ mails: z.array(shapes.mail) })), 'mails'),
};
