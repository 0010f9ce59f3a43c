import type { FileOrigin, PackedFile } from './pack-matter.ports.js';

/**
 * The first of files that lie open and must not: a file of a document that is locked away, which somebody moved there, or
 * a hand copy of one. What is the counterpart of an open document is no copy, whatever bytes it shares; nor is an empty
 * file.
 */
export function privilegedAmong(
  files: readonly PackedFile[],
  known: ReadonlyMap<string, FileOrigin>,
): PackedFile | undefined {
  const locked = [...known.values()].filter(({ isLocked }) => isLocked);
  const secret = new Set(
    locked.flatMap(({ mirrorings }) => mirrorings.map(({ contentHash }) => contentHash)),
  );
  return files.find(({ id, contentHash, size }) => {
    const origin = known.get(id);
    return origin === undefined ? size > 0 && secret.has(contentHash) : origin.isLocked;
  });
}
