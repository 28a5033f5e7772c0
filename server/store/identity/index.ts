/** People, organisations, teams and the ways in: the Postgres half of what HTTP asks for. */
import type pg from 'pg';
import { Sequelize } from 'sequelize';
import { cipherFromMaster, emailIndex, type KeyStore } from '../keys/index.ts';
import { connectionTo, type PoolSettings } from '../pool.ts';
import { Accounts } from './accounts.ts';
import { ApiTokens } from './api-tokens.ts';
import { openChanges, type Changes } from './changes.ts';
import { Invites } from './invites.ts';
import { bindModels } from './models.ts';
import { namesUnder } from './names.ts';
import { Organisations } from './organisations.ts';
import type { IdentityParts } from './parts.ts';
import { Pictures } from './pictures.ts';
import { Sessions } from './sessions.ts';
import { SignIns } from './sign-ins.ts';
import { Teams } from './teams.ts';

export interface Identity {
  readonly accounts: Accounts;
  readonly pictures: Pictures;
  readonly organisations: Organisations;
  readonly teams: Teams;
  readonly invites: Invites;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly tokens: ApiTokens;
  readonly changes: Changes;
  /** A keyed hash of an address, for keys that must not tell it. */
  hashEmail(email: string): string;
  close(): Promise<void>;
}

interface Opening {
  readonly database: PoolSettings;
  readonly pool: pg.Pool;
  readonly keys: KeyStore;
  readonly masterKey: Uint8Array;
}

/** Opens identity over a migrated database. One per process. */
export function openIdentity({ database, pool, keys, masterKey }: Opening): Identity {
  const connection = connectionTo(database);
  const sequelize = new Sequelize(connection.connectionString ?? database.url, {
    dialect: 'postgres',
    dialectOptions: {
      ssl: connection.ssl,
      keepAlive: true,
      statement_timeout: 20_000,
      idle_in_transaction_session_timeout: 30_000,
      application_name: 'team-oclock-identity',
    },
    pool: { max: 10, idle: 60_000, acquire: 5_000 },
    logging: false,
  });
  bindModels(sequelize);
  const emailLookup = emailIndex(masterKey);
  const names = namesUnder(keys);
  const signInCipher = cipherFromMaster(masterKey, 'sign-in');
  const parts: IdentityParts = { sequelize, keys, names, emailLookup, signInCipher };
  const organisations = new Organisations(parts);
  const teams = new Teams(parts);
  const changes = openChanges({ pool, connection, onError: database.onError });
  return {
    accounts: new Accounts(parts),
    pictures: new Pictures(parts),
    organisations,
    teams,
    invites: new Invites(parts, organisations, teams),
    sessions: new Sessions(),
    signIns: new SignIns(parts),
    tokens: new ApiTokens(parts),
    changes,
    hashEmail: (text) => emailLookup(text).toString('hex'),
    async close() {
      await changes.close();
      await sequelize.close();
    },
  };
}
