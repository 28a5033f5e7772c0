// `npm start`: from a fresh clone to a running server, on nothing but Node 20 and npm.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bin, buildFrontend, installDependencies, root, toolEnv } from './bootstrap.mjs';

try {
  await installDependencies();
  await buildFrontend();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const server = spawn(join(bin, 'node'), ['server/main.ts'], {
  cwd: root,
  env: toolEnv({ NODE_ENV: process.env.NODE_ENV || 'production' }),
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the server too; a second one could read as impatience.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) server.kill(signal);
  });
}
server.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
