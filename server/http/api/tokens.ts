import { z } from 'zod';
import { Refusal } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { idField, instant, nameField } from '../fields.ts';
import { personOf } from '../identity.ts';
import { noInput, nothing, oneId, person, route, session, type Route } from '../route.ts';

const token = z.strictObject({ id: idField, name: z.string(), createdAt: instant });

/** Personal API tokens. */
export function tokenRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/tokens',
      auth: person,
      summary: 'My tokens, without their secrets.',
      takes: noInput,
      response: z.strictObject({ tokens: z.array(token) }),
      async handler({ caller }) {
        return { tokens: await deps.tokens.ofAccount(caller.accountId) };
      },
    }),
    route({
      method: 'post',
      path: '/api/tokens',
      auth: session,
      summary: 'Make a token, at a browser only. Its secret is shown this once.',
      status: 201,
      takes: z.object({ body: z.strictObject({ name: nameField }) }),
      response: token.extend({ token: z.string() }),
      handler: ({ caller, body: { name } }) => deps.tokens.create(caller.accountId, name),
    }),
    route({
      method: 'delete',
      path: '/api/tokens/:id',
      auth: person,
      summary: 'Revoke one of my tokens.',
      status: 204,
      takes: z.object(oneId),
      response: nothing,
      async handler({ caller, params }) {
        if (!(await deps.tokens.revoke(caller.accountId, params.id))) throw new Refusal('not-found');
        await deps.changes.tell([personOf(caller.accountId)]);
      },
    }),
  ];
}
