import type { Method } from '../packing/method.js';
import { fatal } from './faults.js';

/** What the directory says about an entry. */
export interface DirectoryRecord {
  readonly path: string;
  readonly method: Method;
  /** General purpose bits (APPNOTE 4.4.4). */
  readonly flags: number;
  readonly versionNeeded: number;
  /** The header’s own time and date, as 32 bits. */
  readonly dosTime: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
  /** Bytes of the extended timestamp; empty for times that it cannot hold. */
  readonly timestamp: Buffer;
}

export const RECORD_HEAD_BYTES = 46;
const SIGNATURE = 0x02014b50;
/** Made on Unix by version 4.5 of the format; a plain file that everybody may read. */
const MADE_BY = (3 << 8) | 45;
const ATTRIBUTES = ((0o100644 << 16) | 0x20) >>> 0;
const UTF8_NAMES = 0x0800;
export const DESCRIPTOR_FOLLOWS = 0x0008;
const METHODS = new Map<number, Method>([
  [0, 'stored'],
  [8, 'deflated'],
]);
const [ZIP64_FIELD, TIMESTAMP_FIELD] = [0x0001, 0x5455];
const LONG_MAGIC = 0xffffffff;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How long the record is that begins with these 46 bytes. */
export function recordLength(head: Buffer): number {
  if (head.readUInt32LE(0) !== SIGNATURE) throw malformed('a record has no signature');
  return RECORD_HEAD_BYTES + head.readUInt16LE(28) + head.readUInt16LE(30) + head.readUInt16LE(32);
}

/** Reads one record; what this format never says is refused. @throws FatalFault */
export function readRecord(bytes: Buffer): DirectoryRecord {
  const nameEnd = RECORD_HEAD_BYTES + bytes.readUInt16LE(28);
  const path = decodedName(bytes.subarray(RECORD_HEAD_BYTES, nameEnd));
  const extra = readExtra(bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30)));
  const flags = bytes.readUInt16LE(8);
  const method = METHODS.get(bytes.readUInt16LE(10));
  // Version made by; comment and first disk; attributes inside and outside.
  const constants = [
    bytes.readUInt16LE(4),
    bytes.readUInt32LE(32),
    bytes.readUInt16LE(36),
    bytes.readUInt32LE(38),
  ];
  if (constants.join() !== [MADE_BY, 0, 0, ATTRIBUTES].join())
    throw malformed(`${path}: a field of another format`);
  if (method === undefined || (flags | DESCRIPTOR_FOLLOWS) !== (UTF8_NAMES | DESCRIPTOR_FOLLOWS)) {
    throw malformed(`${path}: method or flags of another format`);
  }
  return {
    path,
    method,
    flags,
    versionNeeded: bytes.readUInt16LE(6),
    dosTime: bytes.readUInt32LE(12),
    crc32: bytes.readUInt32LE(16),
    timestamp: extra.timestamp,
    ...placed(path, bytes, extra.zip64),
  };
}

type Placed = Pick<DirectoryRecord, 'packedSize' | 'size' | 'offset'>;

/** Sizes and offset: all three from the zip64 field, or none. */
function placed(path: string, bytes: Buffer, zip64: Buffer | undefined): Placed {
  const [packedSize, size, offset] = [bytes.readUInt32LE(20), bytes.readUInt32LE(24), bytes.readUInt32LE(42)];
  const magic = [packedSize, size, offset].filter((value) => value === LONG_MAGIC).length;
  const version = bytes.readUInt16LE(6);
  if (zip64 === undefined) {
    if (magic > 0 || version !== 20) throw malformed(`${path}: it asks for a zip64 field that is not there`);
    return { packedSize, size, offset };
  }
  if (magic !== 3 || version !== 45) throw malformed(`${path}: a zip64 field that nothing asks for`);
  const [long, longPacked, longOffset] = [0, 8, 16].map((at) => zip64.readBigUInt64LE(at));
  if (long === undefined || longPacked === undefined || longOffset === undefined)
    throw malformed(`${path}: zip64`);
  return { size: safe(path, long), packedSize: safe(path, longPacked), offset: safe(path, longOffset) };
}

interface Extra {
  readonly zip64: Buffer | undefined;
  readonly timestamp: Buffer;
}

/** At most a zip64 field of three numbers and then an extended timestamp, and nothing else. */
function readExtra(extra: Buffer): Extra {
  const hasZip64 =
    extra.length >= 28 && extra.readUInt16LE(0) === ZIP64_FIELD && extra.readUInt16LE(2) === 24;
  const timestamp = hasZip64 ? extra.subarray(28) : extra;
  if (!isTimestamp(timestamp)) throw malformed('extra fields of another format');
  return { zip64: hasZip64 ? extra.subarray(4, 28) : undefined, timestamp: Buffer.from(timestamp) };
}

function isTimestamp(field: Buffer): boolean {
  if (field.length === 0) return true;
  return (
    field.length === 9 &&
    field.readUInt16LE(0) === TIMESTAMP_FIELD &&
    field.readUInt16LE(2) === 5 &&
    field[4] === 1
  );
}

function decodedName(name: Buffer): string {
  try {
    return utf8.decode(name);
  } catch {
    throw malformed(`a name is not UTF-8: ${name.toString('hex')}`);
  }
}

function safe(path: string, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(`${path}: a size beyond 2^53`);
  return Number(value);
}

const malformed = (detail: string): Error => fatal('DIRECTORY_MALFORMED', null, detail);
