import { DESCRIPTOR_FOLLOWS, type DirectoryRecord } from './directory-record.js';

/** Lengths and signatures (APPNOTE 4.3.7, 4.3.9). */
export const LOCAL_HEAD_BYTES = 30;
const [LOCAL, DESCRIPTOR] = [0x04034b50, 0x08074b50];
const ZIP64_EXTRA = Buffer.from('0100100000000000000000000000000000000000', 'hex');
const [PLAIN_VERSION, ZIP64_VERSION] = [20, 45];
const METHOD_NUMBER = { stored: 0, deflated: 8 } as const;

/**
 * What must stand before an entry’s bytes. An entry of known sizes tells them here; one whose sizes follow has zeros,
 * and a zip64 field if they may need 64 bits.
 */
export function expectedLocalHeader(record: DirectoryRecord, zip64: boolean): Buffer {
  const follows = sizesFollow(record);
  const name = Buffer.from(record.path);
  const extra = zip64 ? Buffer.concat([ZIP64_EXTRA, record.timestamp]) : record.timestamp;
  const head = Buffer.alloc(LOCAL_HEAD_BYTES);
  head.writeUInt32LE(LOCAL, 0);
  head.writeUInt16LE(zip64 ? ZIP64_VERSION : PLAIN_VERSION, 4);
  head.writeUInt16LE(record.flags, 6);
  head.writeUInt16LE(METHOD_NUMBER[record.method], 8);
  head.writeUInt32LE(record.dosTime, 10);
  head.writeUInt32LE(follows ? 0 : record.crc32, 14);
  head.writeUInt32LE(follows ? 0 : record.packedSize, 18);
  head.writeUInt32LE(follows ? 0 : record.size, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

/** What must follow an entry’s bytes; empty where the local header told all. */
export function expectedDescriptor(record: DirectoryRecord, zip64: boolean): Buffer {
  if (!sizesFollow(record)) return Buffer.alloc(0);
  const descriptor = Buffer.alloc(zip64 ? 24 : 16);
  descriptor.writeUInt32LE(DESCRIPTOR, 0);
  descriptor.writeUInt32LE(record.crc32, 4);
  if (zip64) {
    descriptor.writeBigUInt64LE(BigInt(record.packedSize), 8);
    descriptor.writeBigUInt64LE(BigInt(record.size), 16);
  } else {
    descriptor.writeUInt32LE(record.packedSize, 8);
    descriptor.writeUInt32LE(record.size, 12);
  }
  return descriptor;
}

/**
 * The directory alone does not tell whether the local header reserved 64 bits for the sizes: an entry may be zip64 for
 * its offset only. The header’s own version does, and must then be right in all the rest.
 */
export function reservesZip64(record: DirectoryRecord, head: Buffer): boolean {
  return (
    sizesFollow(record) && record.versionNeeded === ZIP64_VERSION && head.readUInt16LE(4) === ZIP64_VERSION
  );
}

const sizesFollow = ({ flags }: DirectoryRecord): boolean => (flags & DESCRIPTOR_FOLLOWS) !== 0;
