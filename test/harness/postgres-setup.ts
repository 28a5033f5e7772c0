import { startPostgres } from './postgres.ts';

/** One Postgres for the whole run, for Vitest and for Playwright; each test file makes its own databases in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  process.env.TEST_POSTGRES_URL = postgres.url;
  return () => postgres.stop();
}
