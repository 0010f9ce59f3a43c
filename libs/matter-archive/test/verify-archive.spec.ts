import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZIP64_LIMITS } from '../src/container/packed-zip-stream.js';
import { type ArchiveFile, type ExpectedArchive, MatterArchiveError, verifyArchive } from '../src/index.js';
import { anyFiles, file, noise, type TestFile, written } from './files.js';

const MIB = 2 ** 20;

/** An archive in memory that comes in pieces, as over a network. */
const inMemory = (bytes: Buffer, pieceBytes = 1024 * 1024): ArchiveFile => ({
  size: bytes.length,
  read: async function* (from, to) {
    for (let at = from; at < to; at += pieceBytes) {
      yield await Promise.resolve(bytes.subarray(at, Math.min(at + pieceBytes, to)));
    }
  },
});

const verified = (bytes: Buffer, expected?: ExpectedArchive) => verifyArchive(inMemory(bytes), expected);
const faultCodes = async (bytes: Buffer): Promise<readonly string[]> => {
  const verification = await verified(bytes);
  return verification.kind === 'whole' ? [] : [...new Set(verification.faults.map(({ code }) => code))];
};

const FILES: readonly TestFile[] = [
  file('Pleadings/Motion.txt', 'Motion. '.repeat(40)),
  file('scan.jpg', noise(7, 60)),
  file('empty.txt', ''),
];

describe('an archive as it was written', () => {
  it('is whole, whatever is in it, and says what the receipt says', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles(), fc.constantFrom(0, 1, 6), async (files, level) => {
        const { bytes, receipt } = await written(files, { level });
        const { files: count, bytes: unpacked, ...same } = receipt;
        const verification = await verified(bytes);
        expect(verification).toMatchObject({ kind: 'whole', ...same });
        const entries = verification.kind === 'whole' ? verification.manifest.entries : [];
        expect(entries.length - 1).toBe(count);
        expect(entries.slice(0, -1).reduce((sum, { size }) => sum + size, 0)).toBe(unpacked);
      }),
      { numRuns: 25 },
    );
  });

  it('is whole with zip64 in any of its places', async () => {
    const files = [
      file('a.txt', 'abc '.repeat(2 * MIB)),
      file('b.bin', noise(1, 5 * MIB)),
      file('c.txt', 'abc'),
    ];
    for (const limits of [
      { ...ZIP64_LIMITS, bytes: 10_000 },
      { ...ZIP64_LIMITS, bytes: 5 * MIB + 60_000 },
      { ...ZIP64_LIMITS, entries: 5 },
    ]) {
      const { bytes } = await written(files, { limits });
      expect(await faultCodes(bytes)).toEqual([]);
    }
  });

  it('comes in whatever pieces', async () => {
    const { bytes } = await written([...FILES, file('large.txt', 'abc '.repeat(2 * MIB))]);
    expect(await verifyArchive(inMemory(bytes, 777))).toMatchObject({ kind: 'whole' });
  });

  it('must be the one that is expected', async () => {
    const { bytes, receipt } = await written(FILES);
    const { contentHash, manifestSha256 } = receipt;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await verified(bytes, { contentHash, sha256, manifestSha256 })).toMatchObject({ kind: 'whole' });
    for (const name of ['contentHash', 'sha256', 'manifestSha256']) {
      expect(await verified(bytes, { [name]: 'ab'.repeat(32) })).toMatchObject({
        kind: 'broken',
        faults: [{ code: 'ARCHIVE_DIFFERS' }],
      });
    }
  });

  it('that cannot be fetched is not called broken', async () => {
    const { bytes } = await written(FILES);
    const failing: ArchiveFile = {
      size: bytes.length,
      read: async function* (from, to) {
        yield await Promise.resolve(bytes.subarray(from, to - 1));
        if (from === 0) throw new Error('connection reset');
      },
    };
    const outcome = await verifyArchive(failing).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(MatterArchiveError);
    expect(outcome).toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
  });
});

describe('a changed archive', () => {
  it('is found out at every byte, one flipped bit each', async () => {
    const { bytes } = await written(FILES);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect((await faultCodes(changed)).length, `bit ${at % 8} of byte ${at}`).toBeGreaterThan(0);
    }
  });

  it('is found out at any bit of large entries, deflated and stored, with zip64', async () => {
    const files = [
      file('a.txt', noise(3, 40_000).toString('hex').repeat(60)),
      file('b.bin', noise(1, 4 * MIB + 5)),
    ];
    const { bytes } = await written(files, { limits: { bytes: 3 * MIB, entries: 3 } });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect((await faultCodes(changed)).length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });

  it('is found out at every bit of its end, when the end is zip64', async () => {
    const { bytes } = await written([file('a.txt', 'abc')], { limits: { bytes: 1000, entries: 2 } });
    for (let at = bytes.length - 700; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect((await faultCodes(changed)).length, `bit ${bit} of byte ${at}`).toBeGreaterThan(0);
      }
    }
  });

  it('is found out wherever it is cut', async () => {
    const inner = (await written(FILES)).bytes; // A ZIP within, stored: its end record lies there as well.
    const { bytes } = await written([file('inner.zip', inner), ...FILES]);
    for (let end = 0; end < bytes.length; end += 1) {
      expect((await faultCodes(bytes.subarray(0, end))).length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  it('is found out when something is added, before or after', async () => {
    const { bytes } = await written(FILES);
    expect(await faultCodes(Buffer.concat([bytes, Buffer.from('x')]))).toEqual(['END_MISSING']);
    expect(await faultCodes(Buffer.concat([Buffer.from('x'), bytes]))).toEqual(['END_CONTRADICTORY']);
    expect(await faultCodes(Buffer.concat([bytes, bytes]))).toEqual(['END_CONTRADICTORY']);
  });

  it('is found out when any two stretches of it are swapped', async () => {
    const { bytes } = await written(FILES);
    const cuts = fc.uniqueArray(fc.nat(bytes.length), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, async (unsorted) => {
        const [a = 0, b = 0, c = 0, d = 0] = unsorted.toSorted((x, y) => x - y);
        const part = (from: number, to: number): Buffer => bytes.subarray(from, to);
        const swapped = Buffer.concat([
          part(0, a),
          part(c, d),
          part(b, c),
          part(a, b),
          part(d, bytes.length),
        ]);
        fc.pre(!swapped.equals(bytes));
        expect((await faultCodes(swapped)).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is found out although a bit that no reader looks at was flipped, and although CRC and sizes still fit', async () => {
    const text = 'abc '.repeat(2 * MIB); // Blocks end on byte boundaries; what pads them means nothing.
    const { bytes } = await written([file('a.txt', text)]);
    const sync = bytes.indexOf(Buffer.from([0x00, 0x00, 0xff, 0xff]));
    expect(sync).toBeGreaterThan(0);
    const changed = Buffer.from(bytes);
    changed[sync - 1] = (changed[sync - 1] ?? 0) ^ 0x80;
    expect(await faultCodes(changed)).toEqual(['BYTES_BEFORE_MANIFEST_DIFFER']);
  });

  it('with a file’s bytes replaced by others tells which, and by which hashes', async () => {
    const { bytes } = await written(FILES);
    const changed = Buffer.from(bytes);
    const at = changed.indexOf(noise(7, 60));
    createHash('sha512').update('other').digest().copy(changed, at, 0, 60);
    const verification = await verified(changed);
    const faults = verification.kind === 'broken' ? verification.faults : [];
    expect(faults.map(({ code, path }) => [code, path])).toEqual([
      ['CRC_DIFFERS', 'scan.jpg'],
      ['SHA256_DIFFERS', 'scan.jpg'],
      ['CONTENT_HASH_DIFFERS', 'scan.jpg'],
      ['BYTES_BEFORE_MANIFEST_DIFFER', null],
    ]);
  });
});

describe('no archive at all', () => {
  it('is one whose zip64 record tells numbers that nothing can have', async () => {
    const { bytes } = await written(FILES, { limits: { ...ZIP64_LIMITS, entries: 1 } });
    for (const field of [24, 32, 40, 48]) {
      const changed = Buffer.from(bytes);
      changed.writeBigUInt64LE(2n ** 64n - 1n, bytes.length - 98 + field);
      expect(await faultCodes(changed)).toEqual(['END_CONTRADICTORY']);
    }
  });

  it.each([0, 1, 21, 22, 98, 5000])('is %i random bytes', async (length) => {
    expect((await faultCodes(noise(1, length))).length).toBeGreaterThan(0);
  });
});
