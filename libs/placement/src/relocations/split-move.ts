import type { DocumentId } from '@counterpart/contracts';
import { isWithin, split } from './paths.js';

/** Dropbox moves at most so many files and folders in one call (files.stone, RelocationError.too_many_files). */
export const LARGEST_MOVE = 10_000;

/** A document and where it lies. */
export interface Lying {
  readonly document: DocumentId;
  readonly path: string;
}

/** A folder that is to be moved with all that lies below it. */
export interface FolderMove {
  readonly from: string;
  readonly to: string;
  /** The documents below it. */
  readonly below: readonly Lying[];
}

/** A part of a folder’s move: a folder as a whole, or one file. */
export interface MovePart {
  readonly kind: 'folder' | 'file';
  readonly from: string;
  readonly to: string;
  readonly documents: readonly DocumentId[];
}

/** How a folder’s move is cut. */
export interface SplitLimits {
  readonly largest: number;
  /** Files and folders below a folder, where somebody counted them; undefined where nobody did. */
  readonly itemsBelow: (folder: string) => number | undefined;
}

/**
 * Cuts a folder’s move into parts that Dropbox takes: the folder as a whole where it is small enough, else its
 * subfolders one by one, and its own files one by one. Each part keeps ids and links, as the whole would.
 */
export function splitMove(move: FolderMove, limits: SplitLimits): readonly MovePart[] {
  const { from, to, below } = move;
  const items = limits.itemsBelow(from) ?? countItems(move);
  if (items <= limits.largest) {
    return [{ kind: 'folder', from, to, documents: below.map(({ document }) => document) }];
  }
  const byChild = Map.groupBy(below, ({ path }) => childOf(from, path));
  return [...byChild].flatMap(([child, lying]): readonly MovePart[] =>
    child === null
      ? lying.map(({ document, path }) => {
          return { kind: 'file', from: path, to: `${to}${path.slice(from.length)}`, documents: [document] };
        })
      : splitMove({ from: child, to: `${to}${child.slice(from.length)}`, below: lying }, limits),
  );
}

/** The subfolder that holds a path; null for a file of the folder itself. */
function childOf(folder: string, path: string): string | null {
  const [child, ...deeper] = path.slice(folder.length + 1).split('/');
  return deeper.length === 0 ? null : `${folder}/${child}`;
}

/** The documents, and each folder between them and the one that is moved. */
function countItems({ from, below }: FolderMove): number {
  const folders = new Set<string>();
  for (const { path } of below) {
    for (let { folder } = split(path); isWithin(folder, from); { folder } = split(folder))
      folders.add(folder);
  }
  return below.length + folders.size + 1;
}
