/** Pictures of people. */
import { z } from 'zod';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import { organisationFor } from '../authorize.ts';
import type { ApiDeps } from '../deps.ts';
import { idField } from '../fields.ts';
import { isPicture, mostBase64 } from '../picture.ts';
import type { PictureOf } from '../ports.ts';
import { Image, noInput, nothing, oneId, person, route, type Route } from '../route.ts';
import { nearness } from './meetings.ts';

const list = z.strictObject({ pictures: z.array(z.strictObject({ id: idField, url: z.string() })) });
/** Another version has another address, so that a picture may be kept by the browser for a while. */
const urlOf = (accountId: Id, version: Id) => `/api/people/${accountId}/picture?version=${version}`;
const shown = (found: readonly PictureOf[]) => ({
  pictures: found.map(({ id, accountId, version }) => ({ id, url: urlOf(accountId, version) })),
});

export function pictureRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me/picture',
      auth: person,
      summary: 'Where my picture is; null without one.',
      takes: noInput,
      response: z.strictObject({ url: z.string().nullable() }),
      async handler({ caller: { accountId } }) {
        const version = await deps.pictures.versionOf(accountId);
        return { url: version && urlOf(accountId, version) };
      },
    }),
    route({
      method: 'post',
      path: '/api/me/picture',
      auth: person,
      summary: 'Show a picture of me: a PNG of 128 by 128 pixels and at most 100 kB, in base64.',
      status: 204,
      takes: z.object({ body: z.strictObject({ image: z.base64().max(mostBase64) }) }),
      response: nothing,
      async handler({ caller, body: { image } }) {
        const bytes = Buffer.from(image, 'base64');
        if (!isPicture(bytes)) throw new Refusal('bad-request', 'no PNG of 128 by 128 pixels');
        await deps.pictures.set(caller.accountId, bytes);
      },
    }),
    route({
      method: 'delete',
      path: '/api/me/picture',
      auth: person,
      summary: 'Show my initials instead of a picture.',
      status: 204,
      takes: noInput,
      response: nothing,
      handler: ({ caller }) => deps.pictures.remove(caller.accountId),
    }),
    route({
      method: 'get',
      path: '/api/people/:id/picture',
      auth: person,
      summary: 'The picture of somebody in an organisation of mine.',
      takes: z.object(oneId),
      media: 'image/png',
      response: z.instanceof(Image),
      async handler({ caller, params }) {
        const found = await deps.pictures.seenBy(caller.accountId, params.id);
        if (!found) throw new Refusal('not-found');
        return new Image(found);
      },
    }),
    route({
      method: 'get',
      path: '/api/organisations/:id/pictures',
      auth: person,
      summary: 'Who in an organisation of mine has a picture.',
      takes: z.object(oneId),
      response: list,
      async handler({ caller, params }) {
        await organisationFor(deps.organisations, params.id, caller.accountId, 'member.list');
        return shown(await deps.pictures.ofOrganisation(params.id));
      },
    }),
    route({
      method: 'get',
      path: '/api/meetings/:id/pictures',
      auth: person,
      summary: 'Which participants of a meeting of my team have a picture, by their place in it.',
      takes: z.object(oneId),
      response: list,
      async handler({ caller, params }) {
        const meeting = await deps.meetings.meeting(params.id);
        if (!meeting || (await nearness(deps, meeting, caller)) !== 'team') throw new Refusal('not-found');
        return shown(await deps.pictures.ofMeeting(params.id));
      },
    }),
  ];
}
