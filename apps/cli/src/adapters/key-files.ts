import { writeFile } from 'node:fs/promises';
import type { KeyFiles } from '../make-keys/make-keys.ports.js';
import { FileFault, isErrno } from './file-fault.js';

/** Key files on this machine. */
export const keyFiles: KeyFiles = {
  async create(file, text, secret) {
    try {
      await writeFile(file, text, { mode: secret ? 0o600 : 0o644, flag: 'wx' });
    } catch (cause) {
      if (!isErrno(cause, 'EEXIST')) throw cause;
      throw new FileFault('FILE_EXISTS', `${file} is there already; a key is never written over`, { cause });
    }
  },
};
