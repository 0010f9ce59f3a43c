import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { contentHash } from '@counterpart/dropbox-client';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PackedZip } from '../src/container/packed-zip.js';
import { MANIFEST_PATH, ManifestText } from '../src/manifest/manifest-text.js';
import type { ManifestEntry } from '../src/manifest/manifest.js';
import { packEntry, type Packing } from '../src/packing/pack-entry.js';
import { verifyArchive } from '../src/index.js';
import { MODIFIED, OPTIONS } from './files.js';

/** What a forger puts in, and what the manifest then says of it. */
interface Forged {
  readonly path: string;
  readonly text?: string;
  readonly packing?: Partial<Extract<Packing, { kind: 'whole' }>>;
  /** Null: the manifest is silent about it. */
  readonly listed?: Partial<ManifestEntry> | null;
}

const SIGNAL = new AbortController().signal;

function wholeOf(text: string): Extract<Packing, { kind: 'whole' }> {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const facts = { size: bytes.length, packedSize: bytes.length, crc32: crc32(bytes), sha256 };
  return {
    kind: 'whole',
    method: 'stored',
    blocks: [bytes],
    facts: { ...facts, contentHash: contentHash(bytes) },
  };
}

function entryOf(path: string, { method, facts }: Extract<Packing, { kind: 'whole' }>): ManifestEntry {
  const { crc32: crc, ...rest } = facts;
  const hex = crc.toString(16).padStart(8, '0');
  const nothing = { sourcePath: null, document: null, proof: null };
  return { path, ...nothing, ...rest, crc32: hex, method, modified: MODIFIED.toISOString() };
}

/** An archive made with the same tools, consistent in itself where the forger wants it to be. */
async function forgedArchive(files: readonly Forged[], manifestPath = MANIFEST_PATH): Promise<Buffer> {
  const zip = new PackedZip();
  const manifest = new ManifestText();
  const collected = (async () => {
    const pieces: Buffer[] = [];
    for await (const piece of zip as AsyncIterable<Buffer>) pieces.push(piece);
    return Buffer.concat(pieces);
  })();
  for (const { path, text = path, packing, listed = {} } of files) {
    const whole = { ...wholeOf(text), ...packing };
    await zip.add({ path, modified: MODIFIED, clock: MODIFIED }, whole);
    if (listed !== null) manifest.add({ ...entryOf(path, whole), ...listed });
  }
  const { subject } = OPTIONS;
  const createdAt = OPTIONS.createdAt.toISOString();
  const { source } = manifest.source({ subject, createdAt, before: await zip.writtenSoFar() });
  const head = { path: manifestPath, modified: source.modified, clock: source.modified };
  await zip.add(head, await packEntry(source, { deflater: undefined, signal: SIGNAL }));
  await zip.finalize();
  return collected;
}

async function faultsOf(archive: Buffer): Promise<readonly string[]> {
  const read = async function* (from: number, to: number) {
    yield await Promise.resolve(archive.subarray(from, to));
  };
  const verification = await verifyArchive({ size: archive.length, read });
  return verification.kind === 'whole'
    ? []
    : verification.faults.map(({ code, path }) => `${code} ${path ?? ''}`.trim());
}

const forgedFaults = async (...files: readonly Forged[]) => faultsOf(await forgedArchive(files));

describe('a forged archive', () => {
  it('passes when nothing is forged: what follows fails for its own reason', async () => {
    expect(await forgedFaults({ path: 'a.txt' }, { path: 'b/c.txt' })).toEqual([]);
  });

  it.each([
    '../evil.txt',
    'a/../../evil.txt',
    '/etc/cron.d/evil',
    'C:/evil.txt',
    '..\\evil.txt',
    '\\\\host\\evil',
  ])('does not lead out of the folder by %j', async (path) => {
    expect(await forgedFaults({ path })).toEqual([`PATH_ESCAPES ${path}`]);
  });

  it.each(['NUL', 'a./b', 'ab:stream', 'a//b', './a', 'x'.repeat(256)])(
    'has no name like %j',
    async (path) => {
      expect(await forgedFaults({ path })).toContain(`PATH_UNFIT ${path}`);
    },
  );

  it('has no name twice, on Windows neither', async () => {
    expect(await forgedFaults({ path: 'a.txt' }, { path: 'a.txt', text: 'other' })).toEqual([
      'ENTRY_DOUBLED a.txt',
    ]);
    expect(await forgedFaults({ path: 'a.txt' }, { path: 'A.TXT' })).toEqual(['ENTRY_COLLIDES A.TXT']);
  });

  it('has no file that the manifest does not list, and all that it lists', async () => {
    expect(await forgedFaults({ path: 'a' }, { path: 'b', listed: null })).toEqual(['ENTRY_UNLISTED b']);
    expect(await forgedFaults({ path: 'a', listed: { path: 'b' } })).toEqual([
      'ENTRY_MISSING b',
      'ENTRY_UNLISTED a',
    ]);
  });

  it('has its files in the order of the manifest', async () => {
    const [a, b] = [entryOf('a', wholeOf('a')), entryOf('b', wholeOf('b'))];
    expect(await forgedFaults({ path: 'a', listed: b }, { path: 'b', listed: a })).toEqual([
      'ENTRY_OUT_OF_ORDER a',
      'ENTRY_OUT_OF_ORDER b',
    ]);
  });

  it.each([
    { size: 2 },
    { packedSize: 2 },
    { method: 'deflated' as const },
    { crc32: '00000000' },
    { modified: '2026-05-01T12:34:58.123Z' },
  ])('is not told otherwise by the manifest: %j', async (listed) => {
    expect(await forgedFaults({ path: 'a', listed })).toEqual(['ENTRY_DIFFERS_FROM_MANIFEST a']);
  });

  it('has the hashes that the manifest tells, although CRC and sizes fit', async () => {
    const listed = { sha256: '0'.repeat(64), contentHash: '1'.repeat(64) };
    expect(await forgedFaults({ path: 'a', listed })).toEqual(['SHA256_DIFFERS a', 'CONTENT_HASH_DIFFERS a']);
  });

  it.each([1000, 10_000_000])(
    'is no bomb: of %i bytes no more than the announced ones come out',
    async (size) => {
      const bomb = deflateRawSync(Buffer.alloc(size * 5));
      const facts = { ...wholeOf('').facts, size, packedSize: bomb.length };
      const packing = { method: 'deflated' as const, blocks: [bomb], facts };
      expect(await forgedFaults({ path: 'bomb', packing }, { path: 'after' })).toEqual([
        'DATA_UNREADABLE bomb',
      ]);
    },
  );

  it.each([3, 5_000_000])('hides nothing behind the end of %i deflated bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'abc');
    const hidden = Buffer.concat([deflateRawSync(bytes), Buffer.from('hidden')]);
    const facts = { ...wholeOf(bytes.toString()).facts, packedSize: hidden.length };
    const packing = { method: 'deflated' as const, blocks: [hidden], facts };
    expect(await forgedFaults({ path: 'a', packing }, { path: 'after' })).toEqual(['DATA_UNREADABLE a']);
  });

  it.each([3, 5_000_000])('does not stop short of the end of %i deflated bytes', async (size) => {
    const short = deflateRawSync(Buffer.alloc(size, 'abc')).subarray(0, -2);
    const facts = { ...wholeOf('').facts, size, packedSize: short.length };
    const packing = { method: 'deflated' as const, blocks: [short], facts };
    expect(await forgedFaults({ path: 'a', packing }, { path: 'after' })).toEqual(['DATA_UNREADABLE a']);
  });

  it('has a manifest, in its place', async () => {
    expect(await faultsOf(await forgedArchive([{ path: 'a' }], '_Counterpart/manifest.txt'))).toEqual([
      'MANIFEST_MISSING',
    ]);
    expect(await faultsOf(await forgedArchive([{ path: 'a' }], MANIFEST_PATH))).toEqual([]);
  });

  it('lets no two entries share bytes', async () => {
    const archive = await forgedArchive([{ path: 'a' }, { path: 'b' }]);
    const second = archive.lastIndexOf(
      'PK\x01\x02',
      archive.lastIndexOf('PK\x01\x02', undefined, 'latin1') - 1,
      'latin1',
    );
    archive.writeUInt32LE(0, second + 42);
    expect(await faultsOf(archive)).toContain('ENTRY_MISPLACED b');
  });

  it('hides nothing between two entries', async () => {
    const archive = await forgedArchive([{ path: 'a' }, { path: 'b' }]);
    const gap = Buffer.from('hidden');
    const local = archive.indexOf('PK\x03\x04', 4, 'latin1');
    const shifted = Buffer.concat([archive.subarray(0, local), gap, archive.subarray(local)]);
    for (
      let at = shifted.indexOf('PK\x01\x02', 0, 'latin1');
      at !== -1;
      at = shifted.indexOf('PK\x01\x02', at + 4, 'latin1')
    ) {
      const offset = shifted.readUInt32LE(at + 42);
      if (offset > 0) shifted.writeUInt32LE(offset + gap.length, at + 42);
    }
    const end = shifted.length - 22;
    shifted.writeUInt32LE(shifted.readUInt32LE(end + 16) + gap.length, end + 16);
    expect(await faultsOf(shifted)).toEqual([`ENTRY_MISPLACED ${MANIFEST_PATH}`]);
  });
});
