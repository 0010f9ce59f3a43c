import type { DocumentId } from '@counterpart/contracts';
import { pathKey } from '../path-key.js';
import { isWithin, split } from './paths.js';

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

/**
 * The folders that can move as a whole: all documents in one belong into the same other folder, which does not stand
 * yet and takes no other folder’s documents. A folder’s move takes along what people and prior versions put there; file
 * by file they would stay behind.
 * @param targetOf the folder a document belongs into; null for one that stays
 */
export function subfolderMoves(
  byFolder: ReadonlyMap<string, readonly DocumentId[]>,
  standing: ReadonlySet<string>,
  targetOf: (document: DocumentId) => string | null,
): ReadonlyMap<string, string> {
  const wished = new Map<string, string>();
  const wishes = new Map<string, number>();
  for (const [folder, documents] of byFolder) {
    const targets = new Set(documents.map((document) => targetOf(document) ?? folder));
    for (const target of targets) wishes.set(pathKey(target), (wishes.get(pathKey(target)) ?? 0) + 1);
    const [target] = targets;
    if (targets.size === 1 && target !== undefined && target !== folder) wished.set(folder, target);
  }
  // A folder with another of our folders below it would carry that along.
  const above = standingFolders([...byFolder.keys()].map((folder) => split(folder).folder));
  return new Map(
    [...wished].filter(([from, to]) => {
      const isCaseOnly = pathKey(from) === pathKey(to);
      if (wishes.get(pathKey(to)) !== 1 || (standing.has(pathKey(to)) && !isCaseOnly)) return false;
      return !isWithin(to, from) && !above.has(pathKey(from));
    }),
  );
}
