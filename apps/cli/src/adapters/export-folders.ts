import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { WitnessMemory } from '../cosign-checkpoint/cosign-checkpoint.ports.js';
import type { ExportEdits } from '../stamp-checkpoint/stamp-checkpoint.ports.js';
import type { ExportFolders, TextFiles } from '../verify-export/verify-export.ports.js';
import { FileFault, isErrno } from './file-fault.js';

/** Exports on this machine. */
export const exportFolders: ExportFolders = {
  async read(folder) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      const files = await Promise.all(
        names.map(async (name) => [name, await readFile(join(folder, name))] as const),
      );
      return new Map(files);
    } catch (cause) {
      throw new FileFault('FOLDER_UNREADABLE', `the folder ${folder} cannot be read`, { cause });
    }
  },
  async create(folder, files) {
    const target = resolve(folder);
    if ((await stat(target).catch(() => undefined)) !== undefined) {
      throw new FileFault('FOLDER_EXISTS', `${target} is there already; an export is never written over`);
    }
    const half = join(dirname(target), `.${basename(target)}.${process.pid}.half`);
    try {
      await sweepHalves(target);
      await mkdir(half, { recursive: true });
      // Keys may be destroyed because the export is there: it has to be there after a power failure, too.
      for (const [name, bytes] of files) await writeFile(join(half, name), bytes, { flush: true });
      await flushFolder(half);
      await rename(half, target);
      await flushFolder(dirname(target));
    } catch (cause) {
      await rm(half, { recursive: true, force: true });
      throw new FileFault('FOLDER_UNWRITABLE', `${target} could not be written`, { cause });
    }
  },
};

/**
 * Clears what processes that were killed left of the same export. A half that bears our own number is no work of ours: in
 * a container every process may have it.
 */
async function sweepHalves(target: string): Promise<void> {
  const folder = dirname(target);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    const pid = halfOf(target, name);
    if (pid === undefined || (pid !== process.pid && isRunning(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** @returns the process that made this half of the target; undefined where it is none */
function halfOf(target: string, name: string): number | undefined {
  const [before, after] = [`.${basename(target)}.`, '.half'];
  const digits = name.slice(before.length, -after.length);
  return name === `${before}${digits}${after}` && /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else’s process is one, too.
    return !isErrno(error, 'ESRCH');
  }
}

/** Makes the names in a folder last. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Whether something lies there. */
export const folderExists = async (folder: string): Promise<boolean> =>
  (await stat(resolve(folder)).catch(() => undefined)) !== undefined;

/** Changes of an export that was made already. */
export const exportEdits: ExportEdits = {
  add: (folder, name, bytes) => createFile(join(folder, name), bytes),
  create: createFile,
  async replace(file, bytes) {
    const half = `${file}.${process.pid}.half`;
    await writeFile(half, bytes);
    await rename(half, file);
  },
};

async function createFile(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' });
  } catch (cause) {
    if (isErrno(cause, 'EEXIST')) throw new FileFault('FILE_EXISTS', `${file} is there already`, { cause });
    throw cause;
  }
}

/** Files that a person names. */
export const textFiles: TextFiles = {
  async read(file) {
    try {
      return await readFile(file);
    } catch (cause) {
      throw new FileFault('FILE_UNREADABLE', `the file ${file} cannot be read`, { cause });
    }
  },
};

/** A witness’s memory is one file. Only its absence means that nothing was signed yet. */
export const witnessMemory: WitnessMemory = {
  async recall(file) {
    try {
      return await readFile(file);
    } catch (cause) {
      if (isErrno(cause, 'ENOENT')) return undefined;
      throw new FileFault('FILE_UNREADABLE', `the file ${file} cannot be read`, { cause });
    }
  },
};
