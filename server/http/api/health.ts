import { z } from 'zod';
import { Refusal } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { anybody, noInput, route, type Route } from '../route.ts';

const ok = z.strictObject({ ok: z.literal(true) });

/** What a balancer asks. */
export function healthRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/health',
      auth: anybody,
      summary: 'The process answers.',
      takes: noInput,
      response: ok,
      handler: async () => ({ ok: true as const }),
    }),
    route({
      method: 'get',
      path: '/api/ready',
      auth: anybody,
      summary: 'The process can save: a round trip through the database works.',
      takes: noInput,
      response: ok,
      async handler() {
        try {
          await deps.checkReady();
        } catch (error) {
          deps.log.error({ err: error }, 'not ready');
          throw new Refusal('not-saved');
        }
        return { ok: true as const };
      },
    }),
  ];
}
