import { createHash } from 'node:crypto';
import type { ArchiveSource } from '../archive-source.js';

/**
 * One of our own files, made of text at hand, with its SHA-256.
 * @param pieces gives the same text each time
 */
export function textSource(
  path: string,
  modified: string,
  pieces: () => Iterable<Buffer>,
): { readonly source: ArchiveSource; readonly sha256: string } {
  const digest = createHash('sha256');
  let size = 0;
  for (const piece of pieces()) {
    digest.update(piece);
    size += piece.length;
  }
  const source = { path, size, modified: new Date(modified), open: () => fromSync(pieces()) };
  return { source, sha256: digest.digest('hex') };
}

/** What is at hand, as if it came over time. */
async function* fromSync(pieces: Iterable<Buffer>): AsyncGenerator<Buffer, void> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
