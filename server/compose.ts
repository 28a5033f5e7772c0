/** The composition root: constructs every part in the order of its needs, and takes them down in reverse. */
import pino, { type Logger } from 'pino';
import { kinds } from '#shared/meeting/index.ts';
import type { Config } from './config.ts';
import { createApp } from './http/app.ts';
import { createDoor } from './http/door.ts';
import { createLimits } from './http/limits.ts';
import { ServerNode } from './node.ts';
import { memoryMailbox, smtpMailer } from './notify/email.ts';
import { Outbox } from './notify/outbox.ts';
import type { Log } from './rooms/index.ts';
import { openRedisAnnouncer, openSilentAnnouncer } from './store/announcer.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { openIdentity } from './store/identity/index.ts';
import { Jobs } from './store/jobs.ts';
import { openKeyStore } from './store/keys/index.ts';
import { openLog } from './store/log/index.ts';
import { Meetings } from './store/meetings.ts';
import { migrate } from './store/migrate.ts';
import { Letters } from './store/outbox/letters.ts';
import { OutboxRows } from './store/outbox/rows.ts';
import { openPools } from './store/pool.ts';

export interface RunningServer {
  readonly port: number;
  readonly logger: Logger;
  /** Saves what was accepted, sends people elsewhere, ends everything this process started. */
  stop(): Promise<void>;
}

export interface Composition {
  /** The built frontend; null where something else serves it. */
  readonly buildFolder: string | null;
  /** Test builds put a deliberately broken log in place of the real one. */
  readonly wrapLog?: (log: Log) => Log;
}

/** Starts a whole server. Whatever fails takes down what was started before it. */
export async function startServer(
  config: Config,
  { buildFolder, wrapLog = (log) => log }: Composition,
): Promise<RunningServer> {
  const logger = createLogger(config);
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    return { port: await compose(config, logger, started, buildFolder, wrapLog), logger, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compose(
  config: Config,
  logger: Logger,
  started: (() => Promise<unknown>)[],
  buildFolder: string | null,
  wrapLog: (log: Log) => Log,
): Promise<number> {
  const onError = (error: unknown) => logger.warn({ err: error }, 'a part outside this process failed');
  const database = await databaseOf(config, logger, started);
  const pools = openPools({ ...database, onError });
  started.push(() => pools.close());
  await migrate(pools.general);

  const allocate = async () => {
    const { rows } = await pools.general.query<{ slot: number }>(`select nextval('key_slots') as slot`);
    const [row] = rows;
    if (!row) throw new Error('no key slot');
    return row.slot;
  };
  const keys = await openKeyStore({ dir: config.keysDir, masterKey: config.masterKey, allocate });
  started.push(() => keys.close());
  const identity = openIdentity({
    database: { ...database, onError },
    pool: pools.general,
    keys,
    masterKey: config.masterKey,
  });
  started.push(() => identity.close());
  const meetings = new Meetings({ pools, keys });
  const log = wrapLog(openLog({ pools, keys }));

  const announcer = config.redis
    ? openRedisAnnouncer({ ...config.redis, channel: `team-oclock/${await log.incarnation()}`, onError })
    : openSilentAnnouncer();
  started.push(() => announcer.close());

  const report = (what: string, error: unknown) => logger.error({ err: error }, what);
  const now = () => new Date();
  const databaseNow = async () => {
    const { rows } = await pools.general.query<{ now: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
    );
    return rows[0]?.now ?? Date.now();
  };
  const node = new ServerNode({ log, announcer, databaseNow, report });
  const mailbox = memoryMailbox(now);
  const { smtpUrl, from } = config.mail;
  const mail =
    smtpUrl === undefined
      ? { mailer: mailbox, mailbox }
      : { mailer: smtpMailer({ url: smtpUrl, from }), mailbox: null };

  const shared = {
    ...identity,
    people: identity.accounts,
    meetings,
    participants: meetings.participants,
    now,
  };
  const door = createDoor({ ...shared, origin: config.origin });
  const handler = createApp({
    ...shared,
    settings: { origin: config.origin, buildFolder, trustedProxies: config.trustProxy },
    rooms: node.rooms,
    kinds,
    ...mail,
    limits: createLimits(),
    hashEmail: (email) => identity.hashEmail(email),
    checkReady: async () => void (await databaseNow()),
    log: logger,
  });
  const jobs = new Jobs({
    pools,
    keys,
    runCommand: ({ meetingId, ...command }) => node.rooms.system(meetingId, command),
    startRepeat: (due) => meetings.repeats.fire(due, (meetingId, by) => node.rooms.start(meetingId, by)),
    onError: (error) => report('timed work failed', error),
  });
  const outbox = new Outbox({
    rows: new OutboxRows(pools.general, keys),
    letters: new Letters(pools.general, keys),
    mailer: mail.mailer,
    kinds,
    origin: config.origin,
    report,
    random: Math.random,
  });
  const port = await node.serve({ door, handler, host: config.host, port: config.port });
  started.push(() => node.stop());
  jobs.start();
  started.push(() => jobs.stop());
  outbox.start();
  started.push(() => outbox.stop());
  return port;
}

/** The given database, or a Postgres of our own in the data folder. */
async function databaseOf(
  config: Config,
  logger: Logger,
  started: (() => Promise<unknown>)[],
): Promise<{ url: string; ca?: string }> {
  if (config.database) return config.database;
  const own = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (level, message) => logger[level](message),
  });
  started.push(() => own.stop());
  return { url: own.url };
}

/** By allow-list: an error's kind, code and place, never its words, which may hold a person's. */
function createLogger(config: Config): Logger {
  return pino({
    level: config.logLevel,
    base: null,
    serializers: {
      err: (error: unknown) => ({
        name: error instanceof Error ? error.name : typeof error,
        code: error instanceof Error && 'code' in error ? error.code : undefined,
        stack:
          error instanceof Error
            ? (error.stack ?? '')
                .split('\n')
                .filter((line) => line.startsWith('    at '))
                .slice(0, 8)
            : undefined,
      }),
    },
  });
}
