import pg from 'pg';

/**
 * Connections by purpose, so that one kind of work can't use up another's: saving has its own, and goes on while
 * slow requests hold all the rest.
 */
export interface Pools {
  /** API, identity, jobs. */
  readonly general: pg.Pool;
  /** Loading, commands and votes. */
  readonly meetings: pg.Pool;
  /** Appends to the log, nothing else. */
  readonly saving: pg.Pool;
  close(): Promise<void>;
}

export interface PoolSettings {
  readonly url: string;
  /** PEM of the authority that signs the server's certificate, when it is not a public one. */
  readonly ca?: string | undefined;
  /** Told about connections that broke while idle; the pool replaces them. */
  readonly onError: (error: Error) => void;
}

/** Opens the pools. Nothing connects before it is needed. */
export function openPools(settings: PoolSettings): Pools {
  const general = openPool(settings, 10);
  const meetings = openPool(settings, 10);
  const saving = openPool(settings, 4);
  return {
    general,
    meetings,
    saving,
    close: async () => {
      await Promise.all([general.end(), meetings.end(), saving.end()]);
    },
  };
}

/** One pool with our timeouts and verified TLS. */
export function openPool(settings: PoolSettings, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(settings),
    max,
    types: { getTypeParser },
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 20_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'team-oclock',
  });
  pool.on('error', settings.onError);
  return pool;
}

/** How to connect: without TLS to this machine, else with a certificate that is verified, whatever the URL asks. */
export function connectionTo({ url, ca }: Pick<PoolSettings, 'url' | 'ca'>): pg.ClientConfig {
  const parsed = new URL(url);
  // An operator may say that a private network needs none; nobody may say "encrypted but with whomever".
  const plain = parsed.searchParams.get('sslmode') === 'disable' || isThisMachine(parsed);
  for (const name of ['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslkey']) parsed.searchParams.delete(name);
  return {
    connectionString: parsed.href,
    ssl: plain ? false : { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
  };
}

function isThisMachine(url: URL): boolean {
  const host = url.searchParams.get('host') ?? url.hostname;
  return host === '' || host.startsWith('/') || ['localhost', '127.0.0.1', '[::1]', '::1'].includes(host);
}

const int8 = 20;

/** Sequence numbers and versions stay far below 2⁵³, so they are numbers here. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === int8 && format !== 'binary' ? (text: string) => Number(text) : pg.types.getTypeParser(oid, format);
