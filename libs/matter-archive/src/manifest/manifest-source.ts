import { createHash } from 'node:crypto';
import { canonicalJson } from '@counterpart/contracts';
import type { ArchiveSource } from '../archive-source.js';
import { OWN_FOLDER } from '../naming/path-register.js';
import { MANIFEST_FORMAT, type Manifest, type ManifestEntry } from './manifest.js';

export const MANIFEST_PATH = `${OWN_FOLDER}/manifest.json`;

/** Text that goes on in pieces of about this size. */
const PIECE_UNITS = 256 * 1024;

/** The manifest as a file, with its size and SHA-256 counted beforehand. It is never in memory as a whole. */
export function manifestSource(manifest: Omit<Manifest, 'format'>): {
  readonly source: ArchiveSource;
  readonly sha256: string;
} {
  const digest = createHash('sha256');
  let size = 0;
  for (const piece of utf8Pieces(manifestText(manifest))) {
    digest.update(piece);
    size += piece.length;
  }
  const source: ArchiveSource = {
    path: MANIFEST_PATH,
    size,
    modified: new Date(manifest.createdAt),
    open: () => fromSync(utf8Pieces(manifestText(manifest))),
  };
  return { source, sha256: digest.digest('hex') };
}

/** Canonical JSON piece by piece: the members of the whole in their sorted order. */
function* manifestText(manifest: Omit<Manifest, 'format'>): Generator<string, void> {
  const { before, createdAt, entries, subject } = manifest;
  yield `{"before":${canonicalJson(before)},"createdAt":${canonicalJson(createdAt)},"entries":[`;
  let comma = '';
  for (const entry of entries) {
    yield comma + entryText(entry);
    comma = ',';
  }
  yield `],"format":${canonicalJson(MANIFEST_FORMAT)},"subject":${canonicalJson(subject)}}`;
}

const entryText = (entry: ManifestEntry): string => canonicalJson(entry);

/** Text in pieces of UTF-8. */
export function* utf8Pieces(texts: Iterable<string>): Generator<Buffer, void> {
  let gathered = '';
  for (const text of texts) {
    gathered += text;
    if (gathered.length < PIECE_UNITS) continue;
    yield Buffer.from(gathered);
    gathered = '';
  }
  if (gathered !== '') yield Buffer.from(gathered);
}

/** What is at hand, as if it came over time. */
export async function* fromSync(pieces: Iterable<Buffer>): AsyncGenerator<Buffer, void> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
