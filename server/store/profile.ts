import { z } from 'zod';
import { keptPreferencesSchema } from '#shared/people/preferences.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { Cipher } from './keys/index.ts';
import { openJson, sealJson } from './sealed.ts';

const profileSchema = z.object({
  name: z.string(),
  email: z.string(),
  preferences: keptPreferencesSchema,
});
/** Who somebody is: the one place where a person's name, address and preferences are kept, under the account's own key. */
export type Profile = z.output<typeof profileSchema>;

const context = (accountId: Id) => `account/${accountId}/profile`;

/** For the column `accounts.profile`. */
export function sealProfile(cipher: Cipher, accountId: Id, profile: z.input<typeof profileSchema>): Buffer {
  return sealJson(cipher, context(accountId), profile);
}

/** Reads the column `accounts.profile`. */
export function openProfile(cipher: Cipher, accountId: Id, sealed: Uint8Array): Profile {
  return openJson(cipher, context(accountId), sealed, profileSchema);
}
