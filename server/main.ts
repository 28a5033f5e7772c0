/** Starts the server and ends it: the only file that knows about signals. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig, type Config } from './config.ts';
import { startServer } from './compose.ts';

const stopMs = 25_000;

function readOrExplain(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = readOrExplain();
const build = join(import.meta.dirname, '..', 'build');
const server = await startServer(config, { buildFolder: existsSync(build) ? build : null });
const wayIn =
  config.mail.smtpUrl === undefined
    ? `  Sign in with any email address; its mail appears at ${config.origin}/mailbox\n`
    : '';
process.stdout.write(`\n  Team O'clock is running at ${config.origin}\n${wayIn}\n`);

let stopping = false;
function stop(): void {
  // Process groups and a forwarding parent may both deliver the signal.
  if (stopping) return;
  stopping = true;
  const deadline = setTimeout(() => {
    server.logger.fatal('did not stop in time');
    process.exit(1);
  }, stopMs);
  server.stop().then(
    () => {
      clearTimeout(deadline);
      process.exit(0);
    },
    (error: unknown) => {
      server.logger.fatal({ err: error }, 'did not stop cleanly');
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
