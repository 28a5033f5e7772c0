import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { migrate } from '#server/store/migrate.ts';
import { openPools, type Pools } from '#server/store/pool.ts';
import { freshDatabase, type TestDatabase } from '#test/harness/postgres.ts';

let database: TestDatabase;
let pools: Pools;
beforeAll(async () => {
  database = await freshDatabase();
  pools = openPools({ url: database.url, onError: (error) => console.error(error) });
});
afterAll(async () => {
  await pools.close();
  await database.drop();
});

test('two nodes that start at once migrate once, and a third finds nothing to do', async () => {
  const both = await Promise.all([migrate(pools.general), migrate(pools.general)]);
  expect(both.map((done) => done.length).sort()).toEqual([0, migrations.length]);
  expect(await migrate(pools.general)).toEqual([]);
});
