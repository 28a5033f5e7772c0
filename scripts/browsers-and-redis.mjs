// Finds what the tests need and npm cannot bring: Chromium and redis-server.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bin, run, toolEnv } from './bootstrap.mjs';

function onPath(names) {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ];
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch (error) {
        if (error.code !== 'ENOENT' && error.code !== 'EACCES' && error.code !== 'ENOTDIR') throw error;
      }
    }
  }
  return undefined;
}

function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let listsAreFresh = false;

async function aptInstall(name) {
  const apt = onPath(['apt-get']);
  if (!apt) return false;
  const asRoot = process.getuid?.() === 0;
  if (!asRoot && !succeeds('sudo', ['-n', 'true'])) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const root = (args) =>
    asRoot
      ? run(args[0], args.slice(1), { env })
      : run('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', ...args], { env });
  console.log(`Installing ${name} with apt-get …`);
  if (!listsAreFresh) {
    listsAreFresh = true;
    if ((await root([apt, 'update', '-qq'])) !== 0)
      console.log('apt-get update failed; trying with the old lists.');
  }
  if ((await root([apt, 'install', '-y', '-qq', '--no-install-recommends', name])) !== 0) return false;
  // The tests start their own server: the one that Debian starts on installing would only stand in the way.
  if (name === 'redis-server') {
    const stopped = existsSync('/run/systemd/system')
      ? await root(['systemctl', 'disable', '--now', 'redis-server'])
      : await root([onPath(['service']) ?? '/usr/sbin/service', 'redis-server', 'stop']);
    if (stopped !== 0) console.log('The redis-server service was not running.');
  }
  return true;
}

function given(variable) {
  const path = process.env[variable];
  if (path && !existsSync(path)) throw new Error(`${variable} names ${path}, which does not exist`);
  return path || undefined;
}

/** The path of a Chromium, or undefined when Playwright downloaded its own. */
export async function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = given('CHROMIUM_PATH') ?? onPath(names);
  if (found) return found;
  if (await aptInstall('chromium')) return onPath(names);
  console.log('Downloading Chromium with Playwright …');
  if ((await run(join(bin, 'playwright'), ['install', 'chromium'], { env: toolEnv() })) === 0)
    return undefined;
  throw new Error('No Chromium found: install one, or set CHROMIUM_PATH');
}

export async function findRedis() {
  const found = given('REDIS_SERVER_PATH') ?? onPath(['redis-server']);
  if (found) return found;
  if (await aptInstall('redis-server')) return onPath(['redis-server']);
  throw new Error('No redis-server found: install one (apt, brew, dnf), or set REDIS_SERVER_PATH');
}
