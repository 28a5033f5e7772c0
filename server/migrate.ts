/** Brings the database's tables up to date: what a platform runs before it starts a new release (see Procfile). */
import { readConfig } from './config.ts';
import { migrate } from './store/migrate.ts';
import { openPool } from './store/pool.ts';

const { database } = readConfig();
if (database === undefined) {
  console.log('No DATABASE_URL: the server brings its own database up to date when it starts.');
} else {
  const pool = openPool({ ...database, onError: (error) => console.error(error) }, 1);
  try {
    const done = await migrate(pool);
    console.log(done.length === 0 ? 'The database is up to date.' : `Migrated: ${done.join(', ')}`);
  } finally {
    await pool.end();
  }
}
