import { z } from 'zod';
import { Refusal } from '#shared/protocol/index.ts';
import type { ApiDeps } from '../deps.ts';
import { anybody, noInput, route, type Route } from '../route.ts';

const mail = z.strictObject({ to: z.string(), subject: z.string(), text: z.string(), at: z.string() });

/** Mails that were never sent anywhere, for whoever tries the product on this very machine. Elsewhere the route does not exist. */
export function mailboxRoutes({ mailbox }: ApiDeps): Route[] {
  if (!mailbox) return [];
  return [
    route({
      method: 'get',
      path: '/api/mailbox',
      auth: anybody,
      summary: 'Mails kept here because no mail server is set, newest first. Answers this machine only.',
      takes: noInput,
      response: z.strictObject({ mails: z.array(mail) }),
      async handler({ exchange }) {
        if (!exchange.fromThisMachine) throw new Refusal('not-found');
        return { mails: [...mailbox.sent()].reverse() };
      },
    }),
  ];
}
