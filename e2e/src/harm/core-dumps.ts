import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SERVICES, type Stack } from '@counterpart/local';
import { until } from '../until.js';

const PATIENCE_MS = 60_000;

/** Where the kernel writes the memory of a process that it ends (core(5)): relative to the process’ folder, or absolute. */
const PATTERN = '/proc/sys/kernel/core_pattern';

/**
 * Aborts every service, as a fault of the runtime does, and looks for its memory in a file: memory holds every key, so there is
 * to be none.
 * @returns paths of core files that the run left; each is removed, for what it holds. Null where the kernel hands dumps to a program
 *   (a pattern that begins with `|`): what that keeps is not seen here
 */
export async function coreDumpsOf(stack: Stack): Promise<readonly string[] | null> {
  const pattern = readFileSync(PATTERN, 'utf8').trim();
  const before = Date.now();
  const folders = new Set<string>();
  for (const service of SERVICES) {
    const pid = stack.pidOf(service);
    folders.add(dirname(resolve(readlinkSync(`/proc/${pid}/cwd`), pattern)));
    process.kill(pid, 'SIGABRT');
    await until(PATIENCE_MS, () => Promise.resolve(isOver(pid)));
  }
  if (pattern.startsWith('|')) return null;
  const named = basename(pattern).split('%')[0] ?? '';
  const found = [...folders].flatMap((folder) => filesSince(folder, named, before));
  for (const file of found) rmSync(file);
  return found;
}

function isOver(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

function filesSince(folder: string, named: string, since: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(named))
    .map((entry) => join(folder, entry.name))
    .filter((file) => statSync(file).mtimeMs >= since);
}
