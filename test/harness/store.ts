/** A whole store on a fresh database: keys, tables, log, meetings, and people to put into them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { teamContext } from '#server/store/identity/names.ts';
import { emailIndex, openKeyStore, type KeyStore } from '#server/store/keys/index.ts';
import { openLog } from '#server/store/log/index.ts';
import { Meetings } from '#server/store/meetings.ts';
import { migrate } from '#server/store/migrate.ts';
import { openPools, type Pools } from '#server/store/pool.ts';
import { sealProfile } from '#server/store/profile.ts';
import { sealText } from '#server/store/sealed.ts';
import { changedPreferences, firstPreferences, type PreferencesChange } from '#shared/people/preferences.ts';
import type { Log } from '#server/rooms/ports.ts';
import { openMeeting, type NewMeeting } from './open-meeting.ts';
import { freshDatabase } from './postgres.ts';

/** One node's half of the store. */
export interface TestNode {
  readonly pools: Pools;
  readonly keys: KeyStore;
  readonly log: Log;
  readonly meetings: Meetings;
}

export interface TestTeam {
  readonly organisationId: string;
  readonly teamId: string;
}

export interface TestStore extends TestNode {
  /** Another node on the same database and key folder. */
  node(): Promise<TestNode>;
  account(name: string, preferences?: PreferencesChange): Promise<string>;
  /** A team of these people. */
  team(accounts: readonly string[]): Promise<TestTeam>;
  openMeeting(made: NewMeeting): ReturnType<typeof openMeeting>;
  close(): Promise<void>;
}

/** Opens it; `serverUrl` names another server than the run's. */
export async function openTestStore(serverUrl?: string): Promise<TestStore> {
  const database = await freshDatabase(serverUrl);
  const dir = await mkdtemp(join(tmpdir(), 'team-oclock-store-'));
  const masterKey = randomBytes(32);
  const lookup = emailIndex(masterKey);
  const nodes: TestNode[] = [];

  async function node(): Promise<TestNode> {
    // Servers are killed under their clients here: that is no news.
    const pools = openPools({ url: database.url, onError: () => undefined });
    if (nodes.length === 0) await migrate(pools.general);
    const allocate = async () => {
      const { rows } = await pools.general.query<{ slot: number }>(`select nextval('key_slots') as slot`);
      return rows[0]?.slot ?? 0;
    };
    const keys = await openKeyStore({ dir, masterKey, allocate });
    const opened = { pools, keys, log: openLog({ pools, keys }), meetings: new Meetings({ pools, keys }) };
    nodes.push(opened);
    return opened;
  }

  const first = await node();
  const { pools, keys } = first;
  return {
    ...first,
    node,
    async account(name, preferences = {}) {
      const id = randomUUID();
      const email = `${name.toLowerCase()}-${id}@example.com`;
      const slot = await keys.create();
      await pools.general.query(
        'insert into accounts (id, key_slot, email_lookup, profile) values ($1, $2, $3, $4)',
        [
          id,
          slot,
          lookup(email),
          sealProfile(keys.cipher(slot), id, {
            name,
            email,
            preferences: changedPreferences(firstPreferences, preferences),
          }),
        ],
      );
      return id;
    },
    async team(accounts) {
      const [organisationId, teamId] = [randomUUID(), randomUUID()];
      const slot = await keys.create();
      const cipher = keys.cipher(slot);
      await pools.general.query('insert into organisations (id, key_slot, name) values ($1, $2, $3)', [
        organisationId,
        slot,
        sealText(cipher, 'organisation', 'Acme'),
      ]);
      await pools.general.query('insert into teams (id, organisation_id, name) values ($1, $2, $3)', [
        teamId,
        organisationId,
        sealText(cipher, teamContext(teamId), 'Crew'),
      ]);
      for (const account of accounts) {
        await pools.general.query(`insert into memberships values ($1, $2, 'member')`, [
          organisationId,
          account,
        ]);
        await pools.general.query('insert into team_members values ($1, $2)', [teamId, account]);
      }
      return { organisationId, teamId };
    },
    openMeeting: (made) => openMeeting(first, made),
    async close() {
      await Promise.all(nodes.map(async (open) => [await open.pools.close(), await open.keys.close()]));
      await database.drop();
      await rm(dir, { recursive: true });
    },
  };
}
