/** Processor time and memory of other processes, from /proc. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** The fields of /proc/<pid>/stat after the command's name, which may hold spaces. */
function stat(pid: number): string[] | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  const content = readFileSync(path, 'utf8');
  return content.slice(content.lastIndexOf(')') + 2).split(' ');
}

/** Seconds a process has spent on a core, user and system. */
export function cpuSeconds(pid: number): number {
  const fields = stat(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : 0;
}

/** Seconds a process, the children that it waited for, and its living children have spent. */
export function familyCpuSeconds(pid: number): number {
  const fields = stat(pid);
  if (!fields) return 0;
  let total = cpuSeconds(pid) + (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  for (const entry of readdirSync('/proc')) {
    const child = Number(entry);
    if (Number.isInteger(child) && Number(stat(child)?.[1]) === pid) total += cpuSeconds(child);
  }
  return total;
}

/** Whether a process lives (a zombie does not). */
export function isAlive(pid: number): boolean {
  const state = stat(pid)?.[0];
  return state !== undefined && state !== 'Z';
}
