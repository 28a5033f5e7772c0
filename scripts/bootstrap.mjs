// What `npm start` and `npm test` share. It runs on a bare Node 20, before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const bin = join(root, 'node_modules', '.bin');

const installStamp = join(root, 'node_modules', '.installed-from');
const buildStamp = join(root, '.svelte-kit', 'built-from');
const buildInputs = [
  'src',
  'shared',
  'static',
  'messages',
  'project.inlang/settings.json',
  'svelte.config.js',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];
const generated = join(root, 'src', 'lib', 'paraglide');

/** The environment in which Node 24 and the project's own tools are found first. */
export function toolEnv(extra = {}) {
  return { ...process.env, PATH: bin + delimiter + (process.env.PATH ?? ''), ...extra };
}

/** Runs a command to its end and answers its exit code; a signal counts as shells count it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const stop = () => child.kill('SIGTERM');
    process.on('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGTERM', stop);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesUnder(path) {
  if (path === generated || !existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function isInstalled(wanted) {
  if (existsSync(installStamp)) return readFileSync(installStamp, 'utf8') === wanted;
  // Installed by hand: npm writes this file last, so one newer than the lock was made from it.
  const record = join(root, 'node_modules', '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

export async function installDependencies() {
  const wanted = `${process.platform} ${process.arch} ${hashOf([join(root, 'package-lock.json')])}\n`;
  if (!isInstalled(wanted)) {
    const began = Date.now();
    console.log('Installing dependencies (once, about a minute) …');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = { ...process.env };
    delete env.NODE_ENV;
    const code = npm?.endsWith('.js')
      ? await run(process.execPath, [npm, ...args], { env })
      : await run('npm', args, { env });
    if (code !== 0) throw new Error(`npm ci ended with code ${code}`);
    console.log(`Installed in ${seconds(began)}.`);
  }
  if (!existsSync(join(bin, 'node'))) {
    throw new Error(
      'node_modules/.bin/node is missing: npm must be allowed to run the install script of "node"',
    );
  }
  writeFileSync(installStamp, wanted);
}

export async function buildFrontend() {
  const wanted = hashOf(buildInputs.flatMap((path) => filesUnder(join(root, path))));
  const current = existsSync(buildStamp) && existsSync(join(root, 'build', 'index.html'));
  if (current && readFileSync(buildStamp, 'utf8') === wanted) return;
  const began = Date.now();
  console.log('Building the frontend …');
  const output = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(join(bin, 'vite'), ['build', '--logLevel', 'warn'], {
      cwd: root,
      env: toolEnv({ NODE_ENV: 'production' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Error(`vite build ended with code ${code}`);
  }
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, wanted);
  console.log(`Built in ${seconds(began)}.`);
}
