import { createHash } from 'node:crypto';
import { PooledContentHash } from '../hashing/pooled-content-hash.js';
import type { Manifest } from '../manifest/manifest.js';
import type { ArchiveFile } from './archive-file.js';
import { checkEntry } from './check-entry.js';
import { checkManifest } from './check-manifest.js';
import { checkDirectory, readDirectory } from './directory.js';
import type { DirectoryRecord } from './directory-record.js';
import { readEnd } from './end-records.js';
import { fatal, FatalFault, Faults, type Fault } from './faults.js';
import { readManifest } from './read-manifest.js';
import { SequentialReader } from './sequential-reader.js';

/** What the caller knows from elsewhere, such as the audit log. Whoever can write an archive can write a whole one. */
export interface ExpectedArchive {
  readonly contentHash?: string;
  readonly sha256?: string;
  readonly manifestSha256?: string;
}

/** What a verified archive is. */
export interface WholeArchive {
  readonly kind: 'whole';
  readonly size: number;
  readonly contentHash: string;
  readonly sha256: string;
  readonly manifestSha256: string;
  readonly manifest: Manifest;
}

/** What came of verifying. */
export type Verification = WholeArchive | { readonly kind: 'broken'; readonly faults: readonly Fault[] };

/**
 * Reads an archive from its first byte to its last and checks all of it: the end records and the directory, each
 * entry’s headers, CRC, SHA-256 and content hash against directory and manifest, that nothing is missing, doubled,
 * overlapping or unlisted, and that no name leads out of the folder. Every bit is covered by one check or another.
 *
 * @throws MatterArchiveError with `ARCHIVE_UNREADABLE` when bytes cannot be fetched; that says nothing about them
 */
export async function verifyArchive(
  file: ArchiveFile,
  expected: ExpectedArchive = {},
): Promise<Verification> {
  const faults = new Faults();
  try {
    const place = await readEnd(file);
    const records = await readDirectory(file, place);
    checkDirectory(records, place, faults);
    if (faults.any) return { kind: 'broken', faults: faults.told };
    const { manifest, sha256: manifestSha256 } = await readManifest(file, records.at(-1));
    checkManifest(records, manifest, faults);
    if (faults.any) return { kind: 'broken', faults: faults.told };
    const pass = await readAll(file, { records, manifest, directory: place.offset, faults });
    const found = { ...pass, manifestSha256 };
    checkExpected(found, expected, faults);
    if (faults.any) return { kind: 'broken', faults: faults.told };
    return { kind: 'whole', size: file.size, ...found, manifest };
  } catch (error) {
    if (!(error instanceof FatalFault)) throw error;
    return { kind: 'broken', faults: [...faults.told, error.fault] };
  }
}

interface Pass {
  readonly records: readonly DirectoryRecord[];
  readonly manifest: Manifest;
  /** Where the directory begins. */
  readonly directory: number;
  readonly faults: Faults;
}

interface WholeHashes {
  readonly contentHash: string;
  readonly sha256: string;
}

/** The one pass over all bytes. */
async function readAll(file: ArchiveFile, pass: Pass): Promise<WholeHashes> {
  const [sha256, contentHash] = [createHash('sha256'), new PooledContentHash()];
  const reader = new SequentialReader(file, async (bytes) => {
    sha256.update(bytes);
    contentHash.update(bytes);
    await contentHash.room();
  });
  try {
    await checkEntries(reader, contentHash, pass);
    await reader.skip(file.size - reader.position);
  } finally {
    await reader.close();
  }
  return { contentHash: await contentHash.digest(), sha256: sha256.digest('hex') };
}

async function checkEntries(
  reader: SequentialReader,
  contentHash: PooledContentHash,
  pass: Pass,
): Promise<void> {
  const { records, manifest, faults } = pass;
  for (const [at, record] of records.entries()) {
    if (reader.position !== record.offset) throw misplaced(record.path, reader.position);
    const isManifest = at === records.length - 1;
    if (isManifest && (await contentHash.digest()) !== manifest.before.contentHash) {
      faults.add(
        'BYTES_BEFORE_MANIFEST_DIFFER',
        null,
        'they do not have the content hash that the manifest tells',
      );
    }
    await checkEntry(record, manifest.entries[at], { reader, faults });
  }
  if (reader.position !== pass.directory) throw misplaced(null, reader.position);
}

function misplaced(path: string | null, position: number): FatalFault {
  return fatal('ENTRY_MISPLACED', path, `something lies at ${position} that belongs to nothing`);
}

function checkExpected(found: Required<ExpectedArchive>, expected: ExpectedArchive, faults: Faults): void {
  for (const name of ['contentHash', 'sha256', 'manifestSha256'] as const) {
    const wanted = expected[name];
    if (wanted !== undefined && wanted !== found[name])
      faults.add('ARCHIVE_DIFFERS', null, `${name} is ${found[name]}`);
  }
}
