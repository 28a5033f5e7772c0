import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { Cipher, KeyStore } from '../keys/index.ts';
import type { Db } from '../transaction.ts';

/** The key of a team's organisation, under which all that is the team's own lies. Throws `not-found`. */
export async function teamCipher(db: Db, keys: KeyStore, teamId: Id): Promise<Cipher> {
  const { rows } = await db.query<{ key_slot: number }>(
    'select o.key_slot from teams t join organisations o on o.id = t.organisation_id where t.id = $1',
    [teamId],
  );
  const [row] = rows;
  if (!row) throw new Refusal('not-found');
  return keys.cipher(row.key_slot);
}

/** Holds the team's row, so that what is counted or changed in it is so by one at a time. Throws `not-found`. */
export async function lockTeam(db: Db, teamId: Id): Promise<void> {
  const { rowCount } = await db.query('select 1 from teams where id = $1 for no key update', [teamId]);
  if (rowCount !== 1) throw new Refusal('not-found');
}
