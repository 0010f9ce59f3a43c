import { archiveFileAt } from '@counterpart/matter-archive';
import type { ZipFiles } from '../verify-zip/verify-zip.ports.js';
import { FileFault } from './file-fault.js';

/** ZIPs on this machine. */
export const zipFiles: ZipFiles = {
  async open(file) {
    try {
      return await archiveFileAt(file);
    } catch (cause) {
      throw new FileFault('FILE_UNREADABLE', `the file ${file} cannot be read`, { cause });
    }
  },
};
