import { describe, expect, it } from 'vitest';
import { PackedZipEntry } from '../src/container/packed-zip-entry.js';
import { PackedZipStream, ZIP64_LIMITS } from '../src/container/packed-zip-stream.js';
import type { Packing } from '../src/packing/pack-entry.js';
import { file, MODIFIED, noise, readBack, written } from './files.js';

const MIB = 2 ** 20;
/** Zip64 records are asked for by these two signatures (APPNOTE 4.3.14, 4.3.15). */
const RECORDS = [Buffer.from('PK\x06\x06', 'latin1'), Buffer.from('PK\x06\x07', 'latin1')];

const endIsZip64 = (archive: Buffer): boolean => {
  const end = archive.subarray(-98);
  const found = RECORDS.map((signature) => end.includes(signature));
  expect(new Set(found).size).toBe(1);
  return found[0] === true;
};
const hasZip64Field = (extra: Buffer): boolean => extra.readUInt16LE(0) === 1;

describe('zip64', () => {
  it('is not used where plain fields do', async () => {
    const { bytes } = await written([file('a.txt', 'abc'), file('b.bin', noise(1, 5 * MIB))]);
    expect(endIsZip64(bytes)).toBe(false);
    expect((await readBack(bytes)).some(({ entry }) => hasZip64Field(entry.extraFieldRaw))).toBe(false);
  });

  it('is used from exactly the largest size and offset on that plain fields hold', async () => {
    const files = [
      file('first.bin', noise(1, 5 * MIB)),
      file('second.txt', 'abc'),
      file('third.bin', noise(2, 5 * MIB)),
    ];
    const { bytes: all } = await written(files, { limits: { ...ZIP64_LIMITS, bytes: 4 * MIB } });
    const second = (await readBack(all))[1]?.entry.relativeOffsetOfLocalHeader ?? 0;
    const over = await written(files, { limits: { ...ZIP64_LIMITS, bytes: second } });
    const under = await written(files, { limits: { ...ZIP64_LIMITS, bytes: second + 1 } });
    const fields = async (archive: Buffer): Promise<readonly boolean[]> =>
      (await readBack(archive)).map(({ entry }) => hasZip64Field(entry.extraFieldRaw)).slice(0, 3);
    // The first and third could grow over the limit while they are packed; the second is small, but lies at it.
    expect(await fields(over.bytes)).toEqual([true, true, true]);
    expect(await fields(under.bytes)).toEqual([true, false, true]);
    expect((await readBack(over.bytes)).slice(0, 3).map(({ bytes }) => bytes.length)).toEqual([
      5 * MIB,
      3,
      5 * MIB,
    ]);
  });

  it('is used for exactly as many entries as the plain count cannot tell', async () => {
    const files = [file('a.txt', 'a'), file('b.txt', 'b')];
    const inAll = files.length + 2;
    const [at, below] = await Promise.all(
      [inAll, inAll + 1].map((entries) => written(files, { limits: { ...ZIP64_LIMITS, entries } })),
    );
    expect(endIsZip64(at?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(endIsZip64(below?.bytes ?? Buffer.alloc(0))).toBe(false);
    expect((await readBack(at?.bytes ?? Buffer.alloc(0))).length).toBe(inAll);
  });

  it('writes offsets and sizes above 4 GB as they are, in records that others read', async () => {
    const zip = new PackedZipStream(ZIP64_LIMITS);
    const far = 5 * 2 ** 32 + 7;
    zip.offset = far; // As if so much had been written before.
    const pieces: Buffer[] = [];
    zip.on('data', (piece: Buffer) => pieces.push(piece));
    const facts = {
      size: 2 ** 33 + 1,
      packedSize: 2 ** 33 + 2,
      crc32: 0xdeadbeef,
      sha256: '',
      contentHash: '',
    };
    const packing: Packing = { kind: 'whole', method: 'deflated', blocks: [], facts };
    const entry = new PackedZipEntry({ path: 'a.bin', modified: MODIFIED, clock: MODIFIED }, packing);
    await new Promise((resolve) => zip.entry(entry, Buffer.alloc(0), resolve));
    zip.finish();
    await new Promise((resolve) => zip.once('end', resolve));
    const bytes = Buffer.concat(pieces);
    const central = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    expect(bytes.readUInt32LE(central + 16)).toBe(0xdeadbeef);
    for (const field of [20, 24, 42]) expect(bytes.readUInt32LE(central + field)).toBe(0xffffffff);
    const extra = central + 46 + 'a.bin'.length;
    expect([0, 1, 2].map((at) => bytes.readBigUInt64LE(extra + 4 + 8 * at))).toEqual([
      BigInt(facts.size),
      BigInt(facts.packedSize),
      BigInt(far),
    ]);
    const record = bytes.indexOf('PK\x06\x06', 0, 'latin1');
    expect(bytes.readBigUInt64LE(record + 48)).toBe(BigInt(far + central));
  });
});
