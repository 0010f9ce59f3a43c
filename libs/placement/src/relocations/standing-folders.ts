import { pathKey } from '../path-key.js';
import { split } from './paths.js';

/** Some folders and every folder above them, as keys. */
export function standingFolders(folders: Iterable<string>): ReadonlySet<string> {
  const standing = new Set<string>();
  for (const path of folders) {
    for (let folder = path; folder !== '' && !standing.has(pathKey(folder)); { folder } = split(folder)) {
      standing.add(pathKey(folder));
    }
  }
  return standing;
}
