import { collisionKey, escapes, pathFaults } from '../naming/path-rules.js';
import { fetchRange, type ArchiveFile } from './archive-file.js';
import { RECORD_HEAD_BYTES, readRecord, recordLength, type DirectoryRecord } from './directory-record.js';
import type { DirectoryPlace } from './end-records.js';
import { fatal, type Faults } from './faults.js';
import { LOCAL_HEAD_BYTES } from './local-header.js';

/** A directory of a million files has about 150 MB; more is not ours. */
const LARGEST_DIRECTORY = 2 ** 30;

/** Reads the whole directory. @throws FatalFault */
export async function readDirectory(
  file: ArchiveFile,
  place: DirectoryPlace,
): Promise<readonly DirectoryRecord[]> {
  if (place.length > LARGEST_DIRECTORY) throw malformed(`it has ${place.length} bytes`);
  const bytes = await fetchRange(file, place.offset, place.offset + place.length);
  const records: DirectoryRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < RECORD_HEAD_BYTES) throw malformed('it ends within a record');
    const end = at + recordLength(bytes.subarray(at, at + RECORD_HEAD_BYTES));
    if (end > bytes.length) throw malformed('it ends within a record');
    records.push(readRecord(bytes.subarray(at, end)));
    at = end;
  }
  if (records.length !== place.entries) {
    throw malformed(`it has ${records.length} entries, and the end record says ${place.entries}`);
  }
  return records;
}

/** Names that are fit to unpack, each once; entries one after another. What is wrong is added to the faults. */
export function checkDirectory(
  records: readonly DirectoryRecord[],
  place: DirectoryPlace,
  faults: Faults,
): void {
  const [names, keys] = [new Set<string>(), new Set<string>()];
  let free = 0;
  for (const { path, offset, packedSize } of records) {
    const key = collisionKey(path);
    if (names.has(path)) faults.add('ENTRY_DOUBLED', path, 'the name is there twice');
    else if (keys.has(key))
      faults.add('ENTRY_COLLIDES', path, 'another name is the same on Windows or macOS');
    names.add(path);
    keys.add(key);
    if (escapes(path)) faults.add('PATH_ESCAPES', path, 'it leads out of the folder');
    else for (const fault of pathFaults(path)) faults.add('PATH_UNFIT', path, fault);
    if (offset < free)
      faults.add('ENTRY_MISPLACED', path, `it begins at ${offset}, where another lies up to ${free}`);
    free = Math.max(free, offset + LOCAL_HEAD_BYTES + Buffer.byteLength(path) + packedSize);
  }
  if (free > place.offset)
    faults.add('ENTRY_MISPLACED', records.at(-1)?.path ?? null, 'it reaches into the directory');
}

const malformed = (detail: string): Error => fatal('DIRECTORY_MALFORMED', null, detail);
