import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MANIFEST_PATH } from '../manifest/manifest-text.js';
import type { Manifest } from '../manifest/manifest.js';
import { fetchRange, type ArchiveFile } from './archive-file.js';
import type { DirectoryRecord } from './directory-record.js';
import { fatal } from './faults.js';
import { ManifestFault, manifestFrom } from './manifest-reader.js';
import { expectedLocalHeader, LOCAL_HEAD_BYTES, reservesZip64 } from './local-header.js';

/** Half a kilobyte a file: this is a million of them. */
const LARGEST_MANIFEST = 500 * 2 ** 20;

/** The manifest and the SHA-256 of its bytes. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly sha256: string;
}

/** Reads the manifest, which must be the last entry, stored, whole, and written as only one program writes it. @throws FatalFault */
export async function readManifest(
  file: ArchiveFile,
  last: DirectoryRecord | undefined,
): Promise<ReadManifest> {
  if (last?.path !== MANIFEST_PATH)
    throw fatal('MANIFEST_MISSING', null, `the last entry is not ${MANIFEST_PATH}`);
  if (last.method !== 'stored' || last.size !== last.packedSize || last.size > LARGEST_MANIFEST) {
    throw unreadable('it is not stored, or too large');
  }
  const bytes = await fetchRange(file, last.offset, last.offset + (await headLength(file, last)) + last.size);
  const text = bytes.subarray(-last.size);
  if (crc32(text) !== last.crc32) throw unreadable('its CRC is not the directory’s');
  return { manifest: parsed(text), sha256: createHash('sha256').update(text).digest('hex') };
}

async function headLength(file: ArchiveFile, record: DirectoryRecord): Promise<number> {
  const end = record.offset + LOCAL_HEAD_BYTES;
  if (end + record.size > file.size) throw unreadable('it reaches beyond the archive');
  const head = await fetchRange(file, record.offset, end);
  return expectedLocalHeader(record, reservesZip64(record, head)).length;
}

function parsed(text: Buffer): Manifest {
  try {
    return manifestFrom(text);
  } catch (error) {
    if (error instanceof ManifestFault) throw unreadable(error.message);
    throw error;
  }
}

const unreadable = (detail: string): Error => fatal('MANIFEST_UNREADABLE', MANIFEST_PATH, detail);
