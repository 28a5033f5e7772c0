/** Loaded into a measured server with `--import`, the same for every peer: collects garbage and says what is left, when asked. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

process.on('message', (message) => {
  if (message !== 'memory') return;
  for (let round = 0; round < 3; round++) if (typeof collect === 'function') collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, live: heapUsed + external });
});
// The channel must not keep a server alive that wants to end.
process.channel?.unref();
