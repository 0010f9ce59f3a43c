import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportFolders, TextFiles } from '../verify-export/verify-export.ports.js';

/** Why a file or folder cannot be used. */
class FileFault extends Error {
  override readonly name = 'FileFault';

  constructor(
    readonly code: 'FOLDER_UNREADABLE' | 'FOLDER_EXISTS' | 'FILE_UNREADABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

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
    const taken = `${target} is there already; an export is never written over`;
    if ((await stat(target).catch(() => undefined)) !== undefined) {
      throw new FileFault('FOLDER_EXISTS', taken);
    }
    const half = join(dirname(target), `.${basename(target)}.${process.pid}.half`);
    await mkdir(half, { recursive: true });
    try {
      for (const [name, bytes] of files) await writeFile(join(half, name), bytes);
      await rename(half, target);
    } catch (cause) {
      await rm(half, { recursive: true, force: true });
      throw new FileFault('FOLDER_EXISTS', `${target} could not be written`, { cause });
    }
  },
};

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
