/** One way to declare a route: what runs, what is checked and what OpenAPI says are the same definition. */
import { z } from 'zod';
import { idSchema, Refusal } from '#shared/protocol/index.ts';
import type { CookieName, Cookies } from './cookies.ts';
import type { Caller, Person } from './identity.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Who may ask at all. What they may do is the handler's question to `can()`. */
export interface Auth<C extends Caller> {
  readonly name: 'public' | 'visitor' | 'person' | 'session';
  admit(caller: Caller): C;
}

/** Anybody. */
export const anybody: Auth<Caller> = { name: 'public', admit: (caller) => caller };

/** A person or a guest. */
export const visitor: Auth<Exclude<Caller, { kind: 'nobody' }>> = {
  name: 'visitor',
  admit(caller) {
    if (caller.kind === 'nobody') throw new Refusal('not-signed-in');
    return caller;
  },
};

/** A person, by session or by personal token. */
export const person: Auth<Person> = {
  name: 'person',
  admit(caller) {
    if (caller.kind !== 'person') throw new Refusal('not-signed-in');
    return caller;
  },
};

/** A person at a browser: what a leaked token must not be able to do. */
export const session: Auth<Person> = {
  name: 'session',
  admit(caller) {
    const admitted = person.admit(caller);
    if (admitted.via !== 'session') throw new Refusal('not-allowed', 'a token cannot do that');
    return admitted;
  },
};

/** What a handler may know of a request beside its checked input. */
export interface Exchange {
  readonly cookies: Cookies;
  /** The client's network address. */
  readonly address: string;
  /** False when the request came over the network, through a proxy, or under another name than ours. */
  readonly fromThisMachine: boolean;
  setCookie(name: CookieName, value: string): void;
  clearCookie(name: CookieName): void;
  /** Tells when another try makes sense. */
  retryAfter(seconds: number): void;
}

export interface RouteDefinition<C extends Caller, Takes extends z.ZodObject, Answer extends z.ZodType> {
  readonly method: Method;
  readonly path: `/api/${string}`;
  readonly auth: Auth<C>;
  readonly summary: string;
  /** 200 unless said otherwise. */
  readonly status?: 201 | 202 | 204;
  /** Any of `params`, `query` and `body`. */
  /** Of what kind the answer is, where it is no JSON but an `Image`. */
  readonly media?: 'image/png';
  readonly takes: Takes;
  /** Nothing outside this schema leaves, whatever the handler returns. */
  readonly response: Answer;
  handler(
    call: z.output<Takes> & { readonly caller: C; readonly exchange: Exchange },
  ): Promise<z.input<Answer>>;
}

/** An answer that is no JSON. */
export class Image {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** A route whose types are hidden behind its own parsing. */
export interface Route {
  readonly method: Method;
  readonly path: `/api/${string}`;
  readonly auth: Auth<Caller>['name'];
  readonly summary: string;
  readonly status: number;
  readonly media: 'application/json' | 'image/png';
  readonly takes: z.ZodObject;
  readonly response: z.ZodType;
  run(
    raw: { params: unknown; query: unknown; body: unknown },
    caller: Caller,
    exchange: Exchange,
  ): Promise<unknown>;
}

/** The input of the many routes that name one thing. */
export const oneId = { params: z.strictObject({ id: idSchema }) };
/** The input of routes that take none. */
export const noInput = z.object({ params: z.object({}) });
/** The answer of routes that have nothing to say: status 204. */
export const nothing = z.void();

/** Declares a route. */
export function route<C extends Caller, Takes extends z.ZodObject, Answer extends z.ZodType>(
  definition: RouteDefinition<C, Takes, Answer>,
): Route {
  const {
    method,
    path,
    auth,
    summary,
    status = 200,
    takes,
    response,
    media = 'application/json',
  } = definition;
  return {
    method,
    path,
    auth: auth.name,
    summary,
    status,
    media,
    takes,
    response,
    async run(raw, caller, exchange) {
      const admitted = auth.admit(caller);
      const input = parseInput(takes, raw);
      return response.parse(await definition.handler({ ...input, caller: admitted, exchange }));
    },
  };
}

function parseInput<Takes extends z.ZodObject>(takes: Takes, raw: unknown): z.output<Takes> {
  const parsed = takes.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // A malformed id is a wrong link, and answers as one.
  if (issue?.path[0] === 'params') throw new Refusal('not-found');
  throw new Refusal('bad-request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
}
