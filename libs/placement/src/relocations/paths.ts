import { withSuffix } from '../legal-name.js';
import { pathKey } from '../path-key.js';

/** Folder and name of a path. */
export function split(path: string): { readonly folder: string; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, cut), name: path.slice(cut + 1) };
}

export const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** A path after a folder above it was moved; one that lies elsewhere stays. */
export const rebased = (
  path: string,
  { from, to }: { readonly from: string; readonly to: string },
): string => (path === from || isWithin(path, from) ? `${to}${path.slice(from.length)}` : path);

/**
 * The name between for a move whose source and target may be one place to Dropbox; null where they are two.
 * @param id of the document or matter: two renames in one folder must not meet
 */
export function between(from: string, to: string, id: string): string | null {
  if (pathKey(from) !== pathKey(to)) return null;
  const { folder, name } = split(from);
  return `${folder}/${withSuffix(name, ` (renaming ${id})`)}`;
}

/** Dropbox folds the case of folders above: a path that differs only there is the same place. */
export function samePlace(one: string, other: string): boolean {
  const [a, b] = [split(one), split(other)];
  return a.name === b.name && fold(a.folder) === fold(b.folder);
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();
