/** The API's description, made from the schemas that check the requests: the two can't disagree. */
import { z } from 'zod';
import { errorCodes, errorTable } from '#shared/protocol/index.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const described = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(described).filter(([name]) => name !== '$schema'));
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: field instanceof z.ZodType ? jsonSchema(field, 'input') : {},
  }));
}

function partOf(route: Route, name: 'params' | 'query' | 'body'): z.ZodType | undefined {
  const part: unknown = route.takes.shape[name];
  return part instanceof z.ZodType ? part : undefined;
}

const security = {
  public: [{}, { session: [] }, { guest: [] }, { token: [] }],
  visitor: [{ session: [] }, { guest: [] }, { token: [] }],
  person: [{ session: [] }, { token: [] }],
  session: [{ session: [] }],
} as const;

function operation(route: Route): Json {
  const body = partOf(route, 'body');
  const answer =
    route.status === 204
      ? {}
      : { content: { [route.media]: { schema: jsonSchema(route.response, 'output') } } };
  return {
    operationId: `${route.method} ${route.path}`.replace(
      /[^a-zA-Z]+(\w)?/g,
      (_, next?: string) => next?.toUpperCase() ?? '',
    ),
    summary: route.summary,
    security: security[route.auth],
    parameters: [
      ...parameters('path', partOf(route, 'params')),
      ...parameters('query', partOf(route, 'query')),
    ],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }
      : {}),
    responses: {
      [route.status]: { description: 'Done.', ...answer },
      default: {
        description: 'Refused; nothing was changed.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
      },
    },
  };
}

/** A route's path as OpenAPI writes it. */
export const openApiPath = (path: string) => path.replace(/:(\w+)/g, '{$1}');

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly Route[], origin: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const codes = errorCodes.map((code) => `${code} (${errorTable[code].status})`).join(', ');
  const cookie = new URL(origin).protocol === 'https:' ? '__Host-' : '';
  return {
    openapi: '3.1.0',
    info: {
      title: "Team O'clock",
      version: '1',
      description: `Changes made with a cookie need the header Origin: ${origin}. Error codes: ${codes}.`,
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: `${cookie}session` },
        guest: { type: 'apiKey', in: 'cookie', name: `${cookie}guest` },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Refusal: jsonSchema(z.strictObject({ error: z.enum(errorCodes), message: z.string() }), 'output'),
      },
    },
  };
}
