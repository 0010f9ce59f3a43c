import { writeFile } from 'node:fs/promises';
import type { KeyFiles } from '../make-keys/make-keys.ports.js';

/** A file that was to be made is there already. */
class FileExists extends Error {
  readonly code = 'FILE_EXISTS';
  override readonly name = 'FileExists';
}

/** Key files on this machine. */
export const keyFiles: KeyFiles = {
  async create(file, text, secret) {
    try {
      await writeFile(file, text, { mode: secret ? 0o600 : 0o644, flag: 'wx' });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
        throw new FileExists(`${file} is there already; a key is never written over`, { cause });
      }
      throw cause;
    }
  },
};
