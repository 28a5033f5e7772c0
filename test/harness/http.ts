/** The HTTP side on a real database and a real port, with a clock that tests turn. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds } from '#shared/meeting/index.ts';
import { createApp, type ApiDeps } from '#server/http/app.ts';
import { createDoor } from '#server/http/door.ts';
import { createLimits } from '#server/http/limits.ts';
import { memoryMailbox } from '#server/notify/email.ts';
import { ServerNode } from '#server/node.ts';
import type { Door } from '#server/rooms/admission.ts';
import type { Log } from '#server/rooms/ports.ts';
import { openSilentAnnouncer } from '#server/store/announcer.ts';
import { openIdentity, type Identity } from '#server/store/identity/index.ts';
import { openKeyStore, type KeyStore } from '#server/store/keys/index.ts';
import { openLog } from '#server/store/log/index.ts';
import { Meetings } from '#server/store/meetings.ts';
import { migrate } from '#server/store/migrate.ts';
import { openPools, type Pools } from '#server/store/pool.ts';
import { Client } from './http-client.ts';
import { freshDatabase } from './postgres.ts';

export interface TestHttp {
  readonly url: string;
  readonly origin: string;
  readonly deps: ApiDeps;
  readonly identity: Identity;
  readonly meetings: Meetings;
  readonly pools: Pools;
  readonly keys: KeyStore;
  readonly door: Door;
  readonly log: Log;
  /** Everything that was logged. */
  readonly logged: unknown[];
  /** Moves the server's clock. */
  wait(ms: number): void;
  client(): Client;
  /** A client that carries a new person's token. */
  person(name: string): Promise<{ id: string; email: string; client: Client }>;
  close(): Promise<void>;
}

const origin = 'http://localhost:4173';

/** Opens it; `changed` replaces parts of what the app is given. */
export async function openTestHttp(
  changed: (deps: ApiDeps) => Partial<ApiDeps> = () => ({}),
): Promise<TestHttp> {
  const database = await freshDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'team-oclock-http-'));
  const masterKey = randomBytes(32);
  const logged: unknown[] = [];
  const settings = { url: database.url, onError: (error: Error) => logged.push(error) };
  const pools = openPools(settings);
  await migrate(pools.general);
  const allocate = async () => {
    const { rows } = await pools.general.query<{ slot: number }>(`select nextval('key_slots') as slot`);
    return rows[0]?.slot ?? 0;
  };
  const keys = await openKeyStore({ dir, masterKey, allocate });
  const identity = openIdentity({ database: settings, pool: pools.general, keys, masterKey });
  const meetings = new Meetings({ pools, keys });
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const mailbox = memoryMailbox(now);
  const log = openLog({ pools, keys });
  const node = new ServerNode({
    log,
    announcer: openSilentAnnouncer(),
    databaseNow: async () => Date.now(),
    report: (_what, error) => logged.push(error),
  });
  const base: ApiDeps = {
    ...identity,
    hashEmail: (email) => identity.hashEmail(email),
    people: identity.accounts,
    settings: { origin, buildFolder: null, trustedProxies: 0 },
    meetings,
    rooms: node.rooms,
    kinds,
    mailer: mailbox,
    mailbox,
    limits: createLimits(),
    checkReady: async () => {
      await pools.general.query('select 1');
    },
    now,
    log: { error: (fields) => logged.push(fields.err), warn: (fields) => logged.push(fields) },
  };
  const deps = { ...base, ...changed(base) };
  const server = createServer(createApp(deps));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  const url = `http://127.0.0.1:${String(address.port)}`;
  const { sessions, tokens, changes } = identity;
  const door = createDoor({ origin, sessions, tokens, changes, participants: meetings.participants, now });
  let made = 0;
  return {
    url,
    origin,
    deps,
    identity,
    meetings,
    pools,
    keys,
    door,
    log,
    logged,
    wait(ms) {
      ahead += ms;
    },
    client: () => new Client(url, origin),
    async person(name) {
      made += 1;
      const account = await identity.accounts.create(`${name}-${String(made)}@example.com`, name);
      if (!account) throw new Error('the address was taken');
      const { token } = await identity.tokens.create(account.id, 'test');
      return { id: account.id, email: account.email, client: new Client(url, origin, token) };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await identity.close();
      await pools.close();
      await keys.close();
      await database.drop();
      await rm(dir, { recursive: true });
    },
  };
}
