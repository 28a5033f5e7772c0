import DataLoader from 'dataloader';

const most = 500;

/**
 * Looks up one thing at a time for its callers and many at a time for the database: what is asked for within one turn
 * of the event loop is one query. Nothing is remembered between turns. `read` answers in the order of its keys.
 */
export function batched<Key, Value>(
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value>(read, {
    cache: false,
    maxBatchSize: most,
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  });
  return (key) => loader.load(key);
}
