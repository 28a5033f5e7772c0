/** A browser as far as HTTP goes: cookies, our own Origin, and no more. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body, or its text, or undefined when it is empty. */
  readonly body: unknown;
}

export class Client {
  readonly #url: string;
  readonly #origin: string;
  readonly #token: string | undefined;
  readonly cookies = new Map<string, string>();

  constructor(url: string, origin: string, token?: string) {
    this.#url = url;
    this.#origin = origin;
    this.#token = token;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }
  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }
  patch(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('PATCH', path, body, headers);
  }
  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** Sends one request. A header that is given replaces the one we would send; `''` leaves it out. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent: Record<string, string> = {
      host: new URL(this.#origin).host,
      ...(method === 'GET' ? {} : { origin: this.#origin }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie ? { cookie } : {}),
      ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      ...headers,
    };
    const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
    const answer = await exchange(this.#url + path, method, kept, text);
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function exchange(
  url: string,
  method: string,
  headers: Record<string, string>,
  text: string | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const received = Buffer.concat(chunks).toString('utf8');
        const json = incoming.headers['content-type']?.includes('json') ?? false;
        const body: unknown = received === '' ? undefined : json ? JSON.parse(received) : received;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** The error code of an answer, or undefined. */
export function codeOf({ body }: Answer): string | undefined {
  return z.object({ error: z.string() }).safeParse(body).data?.error;
}

/** The body as the given shape. */
export function as<T>(answer: Answer, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(answer.body);
  if (!parsed.success)
    throw new Error(`unexpected answer ${String(answer.status)}: ${JSON.stringify(answer.body)}`);
  return parsed.data;
}
