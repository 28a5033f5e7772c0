import type { Sequelize } from 'sequelize';
import type { Cipher, KeyStore } from '../keys/index.ts';
import type { Names } from './names.ts';

/** What the parts of identity share. */
export interface IdentityParts {
  readonly sequelize: Sequelize;
  readonly keys: KeyStore;
  readonly names: Names;
  readonly emailLookup: (email: string) => Buffer;
  /** Seals addresses that belong to no account yet. */
  readonly signInCipher: Cipher;
}
