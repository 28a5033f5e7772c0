/** The environment, read and checked once. Nothing else in the server looks at it. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface Config {
  env: 'development' | 'test' | 'production';
  host: string;
  port: number;
  /** The only address that browsers use, as they send it in the Origin header. */
  origin: string;
  /** Whether the origin is this machine itself: then it is somebody's trial, and the mailbox page exists. */
  loopback: boolean;
  /** How many proxies in front may be believed about the client's address. */
  trustProxy: number;
  dataDir: string;
  /** Undefined: the server starts a Postgres of its own in the data folder. */
  database: { url: string; ca?: string } | undefined;
  /** Undefined: a single node. */
  redis: { url: string; ca?: string } | undefined;
  /** 32 bytes that wrap every other key. */
  masterKey: Buffer;
  /** The folder of the key store. */
  keysDir: string;
  mail: { smtpUrl: string | undefined; from: string };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** Every wrong variable by name and what is wrong with it; never a value, which may be a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly { variable: string; problem: string }[];

  constructor(problems: readonly { variable: string; problem: string }[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`The environment is not right:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

const loopbackHosts = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function urlWith(protocols: readonly string[]) {
  const names = protocols.map((protocol) => `${protocol}//…`).join(' or ');
  return z.string().refine((text) => protocols.includes(parseUrl(text)?.protocol ?? ''), `must be ${names}`);
}

function wholeNumber(least: number, most: number) {
  const problem = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((number) => number >= least && number <= most, problem);
}

const certificate = z.string().transform((value, context) => {
  const text = value.replaceAll('\\n', '\n').trim();
  if (text.startsWith('-----BEGIN CERTIFICATE-----')) return text;
  if (existsSync(value)) {
    const content = readFileSync(value, 'utf8');
    if (content.includes('-----BEGIN CERTIFICATE-----')) return content;
  }
  context.addIssue({ code: 'custom', message: 'must be a PEM certificate or the path of one' });
  return z.NEVER;
});

const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('production'),
  PORT: wholeNumber(1, 65_535).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address or a host name')
    .optional(),
  ORIGIN: z
    .string()
    .refine((text) => {
      const url = parseUrl(text);
      return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text;
    }, 'must be an exact origin, like https://retro.example.com (no path, no slash at the end)')
    .optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: urlWith(['postgres:', 'postgresql:']).optional(),
  DATABASE_CA: certificate.optional(),
  REDIS_URL: urlWith(['redis:', 'rediss:']).optional(),
  REDIS_CA: certificate.optional(),
  MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)')
    .transform((text) => Buffer.from(text, 'base64'))
    .optional(),
  KEYS_URL: z
    .string()
    .refine((text) => /^file:\/\/\/./.test(text) && URL.canParse(text), 'must be file:///… (a folder)')
    .transform((text) => fileURLToPath(text))
    .optional(),
  SMTP_URL: urlWith(['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
      'must be an address, or a name and <an address>',
    )
    .optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
});

export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(variables.shape).flatMap((name) => {
      const value = env[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const parsed = variables.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) => ({
    variable: String(issue.path[0]),
    problem: issue.message,
  }));
  const wrong = new Set(problems.map(({ variable }) => variable));

  // Judged even where other variables are wrong, so that one start names everything.
  const port = parsed.data?.PORT ?? 3000;
  const origin = given.ORIGIN ?? `http://localhost:${String(port)}`;
  const hostname = parseUrl(origin)?.hostname ?? '';
  const loopback = loopbackHosts.test(hostname);
  const required = (variable: string, problem: string) => {
    if (!loopback && !wrong.has('ORIGIN') && given[variable] === undefined)
      problems.push({ variable, problem });
  };
  required('SMTP_URL', 'is needed where ORIGIN is not this machine: people sign in by email');
  required('MASTER_KEY', 'is needed where ORIGIN is not this machine (openssl rand -base64 32)');
  if (given.DATABASE_CA && !given.DATABASE_URL) {
    problems.push({ variable: 'DATABASE_CA', problem: 'means nothing without DATABASE_URL' });
  }
  if (given.REDIS_CA && !given.REDIS_URL?.startsWith('rediss:')) {
    problems.push({
      variable: 'REDIS_CA',
      problem: 'means nothing without a REDIS_URL that starts with rediss:',
    });
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);

  const values = parsed.data;
  const dataDir = resolve(values.DATA_DIR);
  return {
    env: values.NODE_ENV,
    host: values.HOST ?? (loopback ? '127.0.0.1' : '0.0.0.0'),
    port,
    origin,
    loopback,
    trustProxy: values.TRUST_PROXY,
    dataDir,
    database: server(values.DATABASE_URL, values.DATABASE_CA),
    redis: server(values.REDIS_URL, values.REDIS_CA),
    masterKey: values.MASTER_KEY ?? ownMasterKey(dataDir),
    keysDir: values.KEYS_URL ?? join(dataDir, 'keys'),
    mail: { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM ?? `Team O'clock <no-reply@${hostname}>` },
    logLevel: values.LOG_LEVEL,
  };
}

function server(url: string | undefined, ca: string | undefined): { url: string; ca?: string } | undefined {
  if (url === undefined) return undefined;
  return ca === undefined ? { url } : { url, ca };
}

/** On somebody's own machine the master key is made at the first start and lies in the data folder. */
function ownMasterKey(dataDir: string): Buffer {
  const file = join(dataDir, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    const descriptor = openSync(draft, 'wx', 0o600);
    writeSync(descriptor, `${randomBytes(32).toString('base64')}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    try {
      // Unlike a rename, this never replaces the key that another process has just made.
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      rmSync(draft);
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64');
  if (key.length !== 32) {
    throw new ConfigError([{ variable: 'MASTER_KEY', problem: `${file} does not hold 32 bytes in base64` }]);
  }
  return key;
}
