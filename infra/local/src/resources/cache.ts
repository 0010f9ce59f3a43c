import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for what is fetched once: `COUNTERPART_CACHE_DIR`, else `~/.cache/counterpart`, else within the clone. */
export function cacheFolder(repository: string, configured: string | undefined): string {
  const candidates = [
    configured,
    join(homedir(), '.cache', 'counterpart'),
    join(repository, '.counterpart', 'cache'),
  ];
  for (const folder of candidates) {
    if (folder === undefined) continue;
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Not ours to write: the next candidate.
    }
  }
  throw new TypeError('no folder can be written for the cache');
}
