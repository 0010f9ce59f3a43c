import { createHash } from 'node:crypto';
import type { Loss } from '../observe/dropbox.js';

/** A version that was mirrored. */
export interface MirroredVersion {
  readonly document: string;
  readonly versionNumber: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/**
 * Versions that were mirrored, and hand edits, of which the bytes could be found in no file after some call of ours, in words. What
 * stood in Dropbox once counts from its commit, also where that was told later. What somebody overwrites by hand is in the
 * file’s history until it is kept, and is no loss of ours.
 * @param edits of less than one block of Dropbox’s content hash, 4 MiB
 */
export function foundNowhere(
  losses: readonly Loss[],
  mirrored: readonly MirroredVersion[],
  edits: readonly Buffer[],
): readonly string[] {
  const known = new Map(edits.map((edit) => [contentHashOf(edit), 'a hand edit']));
  for (const { document, versionNumber, contentHash } of mirrored) {
    known.set(contentHash, `version ${versionNumber} of document ${document}`);
  }
  return losses.flatMap(({ contentHash, path, route, request }) => {
    const what = known.get(contentHash);
    return what === undefined || request === null ? [] : [`${what}: last at ${path}, until ${route}`];
  });
}

/** Dropbox’s content hash of one block: the hash of its hash. */
function contentHashOf(block: Buffer): string {
  const inner = createHash('sha256').update(block).digest();
  return createHash('sha256').update(inner).digest('hex');
}
