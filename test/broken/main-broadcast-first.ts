/** The server with the commit-first order switched off. `npm run soak` and the kill test must catch it. */
import { startServer } from '../../server/compose.ts';
import { readConfig } from '../../server/config.ts';
import { broadcastFirst } from './broadcast-first-log.ts';

const writeAfterMs = 100;

const server = await startServer(readConfig(), {
  buildFolder: null,
  wrapLog: (log) => broadcastFirst(log, writeAfterMs),
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
