/** Folders with parents before children, each once: the order in which they can be made. */
export function foldersInOrder(folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

const depth = (folder: string): number => folder.split('/').length;
