import { readFile } from 'node:fs/promises';
import type { NamedFiles } from '../check-policy/check-policy.ports.js';
import { FileFault } from './file-fault.js';

/** Policy files on this machine. */
export const policyFiles: NamedFiles = {
  async read(file) {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      throw new FileFault('FILE_UNREADABLE', `${file} cannot be read`, { cause });
    }
  },
};
