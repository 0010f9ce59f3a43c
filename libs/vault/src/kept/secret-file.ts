import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { VaultError } from '../errors.js';

/** Reading, writing and executing by the group and by all others. */
const OTHERS = 0o077;

/**
 * Reads a file that holds a secret, and refuses one that others than its owner can open: it may have been read already.
 * @throws VaultError VAULT_KEY_INVALID; the message never holds what is in it
 */
export function readSecretFile(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      // Of the very file that is read: a name may lead elsewhere a moment later.
      const { mode } = fstatSync(file);
      if ((mode & OTHERS) !== 0) {
        const may = (mode & 0o777).toString(8);
        throw new VaultError(
          'VAULT_KEY_INVALID',
          `${path} can be opened by others (mode ${may}): chmod 400 it, and put a new key into it`,
        );
      }
      return readFileSync(file, 'utf8').trim();
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new VaultError('VAULT_KEY_INVALID', `${path} cannot be read`, { cause });
  }
}
