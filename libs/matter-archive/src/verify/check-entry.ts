import { EntryDigest } from '../hashing/entry-digest.js';
import type { ManifestEntry } from '../manifest/manifest.js';
import type { DirectoryRecord } from './directory-record.js';
import type { Faults } from './faults.js';
import { unpack } from './inflate.js';
import { expectedDescriptor, expectedLocalHeader, LOCAL_HEAD_BYTES, reservesZip64 } from './local-header.js';
import type { SequentialReader } from './sequential-reader.js';

/** Hashes that the manifest tells; none for the manifest itself, whose bytes were read before. */
type Listed = Pick<ManifestEntry, 'sha256' | 'contentHash'> | undefined;

/**
 * Reads one entry from its header to its descriptor and checks all of it. Afterwards the reader stands behind it,
 * whatever was wrong.
 */
export async function checkEntry(
  record: DirectoryRecord,
  listed: Listed,
  { reader, faults }: { readonly reader: SequentialReader; readonly faults: Faults },
): Promise<void> {
  const { path } = record;
  const head = await reader.take(LOCAL_HEAD_BYTES);
  const zip64 = reservesZip64(record, head);
  const expected = expectedLocalHeader(record, zip64);
  const rest = await reader.take(expected.length - LOCAL_HEAD_BYTES);
  if (!Buffer.concat([head, rest]).equals(expected)) {
    faults.add('LOCAL_HEADER_DIFFERS', path, 'the header before its bytes is not what the directory says');
  }
  await checkBytes(record, listed, { reader, faults });
  const descriptor = expectedDescriptor(record, zip64);
  if (!(await reader.take(descriptor.length)).equals(descriptor)) {
    faults.add(
      'LOCAL_HEADER_DIFFERS',
      path,
      'the descriptor behind its bytes is not what the directory says',
    );
  }
}

async function checkBytes(
  record: DirectoryRecord,
  listed: Listed,
  { reader, faults }: { readonly reader: SequentialReader; readonly faults: Faults },
): Promise<void> {
  const { path, packedSize } = record;
  const digest = new EntryDigest(record.size);
  const end = reader.position + packedSize;
  const fault = await unpack(record, reader, (bytes) => digest.update(bytes));
  await reader.skip(end - reader.position);
  if (fault !== null) {
    faults.add('DATA_UNREADABLE', path, fault);
    return;
  }
  const found = await digest.digest();
  if (found.crc32 !== record.crc32) faults.add('CRC_DIFFERS', path, found.crc32.toString(16));
  if (listed === undefined) return;
  if (found.sha256 !== listed.sha256) faults.add('SHA256_DIFFERS', path, found.sha256);
  if (found.contentHash !== listed.contentHash) faults.add('CONTENT_HASH_DIFFERS', path, found.contentHash);
}
