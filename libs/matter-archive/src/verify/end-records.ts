import { fetchRange, type ArchiveFile } from './archive-file.js';
import { fatal } from './faults.js';

/** Where the directory lies and how many entries it has. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

/** Sizes and signatures of the records at the end (APPNOTE 4.3.14 to 4.3.16). */
const [END_BYTES, LOCATOR_BYTES, RECORD_BYTES] = [22, 20, 56];
const [END, LOCATOR, RECORD] = [0x06054b50, 0x07064b50, 0x06064b50];
const [SHORT_MAGIC, LONG_MAGIC] = [0xffff, 0xffffffff];
/** What the zip64 record says of itself: 44 bytes follow, made by and for version 4.5. */
const [REST_BYTES, ZIP64_VERSION] = [44, 45];

/**
 * Reads the end records. The archive has no comment, so the end record is its last 22 bytes and nowhere else: nobody
 * has to search for it, and nobody can find another one. Each record is made again from what it tells, and must be
 * the same to the byte.
 * @throws FatalFault
 */
export async function readEnd(file: ArchiveFile): Promise<DirectoryPlace> {
  const tail = await fetchRange(
    file,
    Math.max(0, file.size - END_BYTES - LOCATOR_BYTES - RECORD_BYTES),
    file.size,
  );
  const end = tail.subarray(-END_BYTES);
  if (end.length < END_BYTES || end.readUInt32LE(0) !== END) {
    throw fatal('END_MISSING', null, 'the last 22 bytes are not an end-of-directory record');
  }
  const plain = { entries: end.readUInt16LE(10), length: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  if (!end.equals(endRecord(plain)))
    throw contradiction('the end record tells of several disks, or of a comment');
  const isZip64 = plain.entries === SHORT_MAGIC || plain.length === LONG_MAGIC || plain.offset === LONG_MAGIC;
  const place = isZip64 ? readZip64(tail.subarray(0, -END_BYTES), plain, file.size) : plain;
  const directoryEnd = file.size - END_BYTES - (isZip64 ? LOCATOR_BYTES + RECORD_BYTES : 0);
  if (place.offset + place.length === directoryEnd) return place;
  throw contradiction(
    `the directory ends at ${place.offset + place.length}, its end record begins at ${directoryEnd}`,
  );
}

/** @param before what lies before the end record: at most the zip64 record and its locator */
function readZip64(before: Buffer, plain: DirectoryPlace, size: number): DirectoryPlace {
  if (before.length < RECORD_BYTES + LOCATOR_BYTES)
    throw contradiction('there is no room for the zip64 records');
  const [record, locator] = [before.subarray(0, RECORD_BYTES), before.subarray(RECORD_BYTES)];
  const magic = { entries: SHORT_MAGIC, length: LONG_MAGIC, offset: LONG_MAGIC };
  const place = { entries: long(record, 32), length: long(record, 40), offset: long(record, 48) };
  const same =
    endRecord(plain).equals(endRecord(magic)) &&
    locator.equals(zip64Locator(size - END_BYTES - LOCATOR_BYTES - RECORD_BYTES)) &&
    record.equals(zip64Record(place));
  if (!same) throw contradiction('the zip64 records are not there, or not of this format');
  return place;
}

function long(record: Buffer, at: number): number {
  const value = Number(record.readBigUInt64LE(at));
  if (value > Number.MAX_SAFE_INTEGER) throw contradiction('the zip64 record tells a number beyond 2^53');
  return value;
}

function endRecord({ entries, length, offset }: DirectoryPlace): Buffer {
  const record = Buffer.alloc(END_BYTES);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

function zip64Locator(recordOffset: number): Buffer {
  const locator = Buffer.alloc(LOCATOR_BYTES);
  locator.writeUInt32LE(LOCATOR, 0);
  locator.writeBigUInt64LE(BigInt(recordOffset), 8);
  locator.writeUInt32LE(1, 16);
  return locator;
}

function zip64Record({ entries, length, offset }: DirectoryPlace): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUInt32LE(RECORD, 0);
  record.writeBigUInt64LE(BigInt(REST_BYTES), 4);
  record.writeUInt16LE(ZIP64_VERSION, 12);
  record.writeUInt16LE(ZIP64_VERSION, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  return record;
}

const contradiction = (detail: string): Error => fatal('END_CONTRADICTORY', null, detail);
