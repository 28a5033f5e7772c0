/** Which core a process runs on. Servers get core 0 and the clients core 1, where the machine has both and `taskset` is there. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const serverCore = '0';
const clientCore = '1';
/** Counted before this process is pinned, after which it sees one. */
export const coreCount = availableParallelism();
const possible = coreCount >= 2 && spawnSync('taskset', ['--version']).status === 0;

function pin(pid: number, core: string): boolean {
  return (
    possible && spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(pid)]).status === 0
  );
}

/**
 * Moves a server, with the threads it has, to the servers' core. Only after its start: what it started before (a
 * database) stays where the system puts it, as a database on another machine would.
 */
export function pinServer(pid: number): boolean {
  return pin(pid, serverCore);
}

/** Moves this process to the clients' core. */
export function pinClients(): boolean {
  return pin(process.pid, clientCore);
}

/** Arguments before a command, so that a child of ours does not inherit the clients' core. */
export function anywhere(command: string): [string, string[]] {
  return possible ? ['taskset', ['--cpu-list', `0-${coreCount - 1}`, command]] : [command, []];
}

/** One sentence about it, for the report. */
export function describePinning(): string {
  return possible
    ? 'each server process pinned to core 0 once it listens, all clients in one process on core 1, Postgres unpinned'
    : 'not pinned: taskset or a second core is missing';
}
