import type { AccessDeviation, RestrictedPlace } from '@counterpart/contracts';
import { folderDeviations, itemDeviations } from './access.js';
import { readFolderAccess, readInnerFolder, type AccessReads } from './read-access.js';

/** A folder that was proven. */
export type ProvenFolder = Pick<RestrictedPlace, 'folder' | 'namespace' | 'group' | 'owner'>;

/**
 * Reads back who can open a folder within the restricted one, by the folder itself and by each one above it, right before
 * something privileged goes there.
 * @param folder absolute path; it need not stand yet
 * @returns what is wider than it was proven; none where it may go there
 * @throws DropboxError where a part of it could not be read
 */
export async function placeDeviations(
  sharing: AccessReads,
  proven: ProvenFolder,
  folder: string,
): Promise<readonly AccessDeviation[]> {
  if (!`${folder}/`.startsWith(`${proven.folder}/`)) {
    return [{ code: 'OUTSIDE', who: null, through: folder }];
  }
  const evidence = await readFolderAccess(sharing, proven.folder);
  const deviations = [...folderDeviations(evidence, proven.folder, proven)];
  for (const inner of foldersWithin(proven.folder, folder)) {
    const found = await readInnerFolder(sharing, inner);
    if (found !== null) deviations.push(...itemDeviations(found, proven));
  }
  return deviations;
}

/** The folders below one down to another: `/P` and `/P/a/b` give `/P/a` and `/P/a/b`. */
function foldersWithin(above: string, folder: string): readonly string[] {
  const names = folder.slice(above.length).split('/').slice(1);
  return names.map((_, index) => `${above}/${names.slice(0, index + 1).join('/')}`);
}
