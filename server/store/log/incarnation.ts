import { createHash } from 'node:crypto';
import { isRefusedByPostgres, type Db } from '../transaction.ts';

const insufficientPrivilege = '42501';

/**
 * Which life of the log this is. A dump that is restored makes the tables anew, a recovery or a failover starts another
 * timeline; a copied disk shows in neither, so an operator who restores one renews the row.
 */
export async function readIncarnation(db: Db): Promise<string> {
  const { rows } = await db.query<{ value: string; tables: string }>({
    name: 'incarnation',
    text: `select value, 'meeting_log'::regclass::oid::text as tables from settings where key = 'incarnation'`,
  });
  const [row] = rows;
  if (!row) throw new Error('the table settings has no incarnation');
  return createHash('sha256')
    .update(`${row.value}/${row.tables}/${await readTimeline(db)}`)
    .digest('hex')
    .slice(0, 32);
}

async function readTimeline(db: Db): Promise<string> {
  try {
    const { rows } = await db.query<{ timeline: string }>({
      name: 'timeline',
      text: `select system_identifier::text || '/' || timeline_id::text as timeline
        from pg_control_system(), pg_control_checkpoint()`,
    });
    return rows[0]?.timeline ?? '';
  } catch (error) {
    // Some providers keep these functions to themselves.
    if (isRefusedByPostgres(error) && error.code === insufficientPrivilege) return '';
    throw error;
  }
}

/** After a restored copy of a disk: replicas made before are not to be trusted. */
export async function renewIncarnation(db: Db): Promise<void> {
  await db.query(`update settings set value = gen_random_uuid()::text where key = 'incarnation'`);
}
