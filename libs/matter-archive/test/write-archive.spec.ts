import { createHash } from 'node:crypto';
import { canonicalJson } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDEX_PATH, Manifest, MANIFEST_PATH, writeArchive } from '../src/index.js';
import {
  anyFiles,
  collected,
  each,
  file,
  MODIFIED,
  noise,
  OPTIONS,
  readBack,
  sourceOf,
  written,
} from './files.js';

const MIB = 2 ** 20;

const manifestOf = (bytes: Buffer): Manifest => Manifest.parse(JSON.parse(bytes.toString('utf8')));

describe('an archive', () => {
  it('gives every file back, byte for byte and in order, to another reader', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles(), async (files) => {
        const { bytes } = await written(files);
        const found = await readBack(bytes);
        const manifest = manifestOf(found.at(-1)?.bytes ?? Buffer.alloc(0));
        expect(found.map(({ entry }) => entry.fileName)).toEqual([
          ...manifest.entries.map(({ path }) => path),
          MANIFEST_PATH,
        ]);
        expect(manifest.entries.at(-1)?.path).toBe(INDEX_PATH);
        files.forEach(({ path, bytes: given, modified }, at) => {
          const entry = manifest.entries[at];
          expect(entry?.sourcePath ?? entry?.path).toBe(path);
          expect(found[at]?.bytes.equals(given)).toBe(true);
          expect(entry).toMatchObject({
            size: given.length,
            modified: modified.toISOString(),
            sha256: createHash('sha256').update(given).digest('hex'),
            contentHash: contentHash(given),
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is the same whatever pieces the sources come in', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles(), fc.integer({ min: 1, max: 3 * MIB }), async (files, pieceBytes) => {
        const plain = await written(files);
        const pieced = await written(files, { pieceBytes: Math.max(pieceBytes, 1000) });
        expect(pieced.receipt).toEqual(plain.receipt);
        expect(pieced.bytes.equals(plain.bytes)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('tells its size and hashes', async () => {
    const { bytes, receipt } = await written([file('a.txt', 'abc'), file('b.bin', noise(1, 9 * MIB))]);
    expect(receipt).toMatchObject({
      size: bytes.length,
      contentHash: contentHash(bytes),
      files: 2,
      bytes: 3 + 9 * MIB,
    });
  });

  it('ends with a manifest in canonical JSON that covers all bytes before it', async () => {
    const { bytes, receipt } = await written([file('a.txt', 'abc'), file('big.txt', 'abc '.repeat(2 * MIB))]);
    const last = (await readBack(bytes)).at(-1);
    const text = last?.bytes.toString('utf8') ?? '';
    const manifest = manifestOf(Buffer.from(text));
    expect(canonicalJson(manifest)).toBe(text);
    expect(receipt.manifestSha256).toBe(createHash('sha256').update(text).digest('hex'));
    const { size } = manifest.before;
    expect(size).toBe(last?.entry.relativeOffsetOfLocalHeader);
    expect(manifest.before.contentHash).toBe(contentHash(bytes.subarray(0, size)));
  });

  it('keeps what the caller knows of a document: ids, versions, proof', async () => {
    const document = {
      id: '9007199254740993',
      version: { id: '12', number: 2 },
      versions: [
        { id: '11', number: 1, size: 7 },
        { id: '12', number: 2, size: 3 },
      ],
    };
    const proof = { leaf: 12, path: ['00ff'] };
    const source = { ...sourceOf(file('a.txt', 'abc')), document, proof };
    const { bytes } = await collected(writeArchive(each([source]), OPTIONS));
    const manifest = manifestOf((await readBack(bytes)).at(-1)?.bytes ?? Buffer.alloc(0));
    expect(manifest.entries[0]).toMatchObject({ document, proof });
  });

  it('shows people an index in which nothing of a matter is taken for markup', async () => {
    const { bytes } = await written([file('<b>&.txt', 'abc')]);
    const page = (await readBack(bytes)).at(-2)?.bytes.toString('utf8') ?? '';
    expect(page).toContain('Müller v. &lt;State&gt; &amp; &quot;Co&quot;');
    expect(page).toContain('in the matter: &lt;b&gt;&amp;.txt');
    expect(page).not.toContain('<State>');
  });

  it('keeps times: to the second in UTC, and as the firm’s wall clock for Windows', async () => {
    const { bytes } = await written([file('a.txt', 'abc')]);
    const entry = (await readBack(bytes))[0]?.entry;
    expect(entry?.getLastModDate()).toEqual(new Date('2026-05-01T12:34:57Z'));
    expect(entry?.getLastModDate({ forceDosFormat: true, timezone: 'UTC' })).toEqual(
      new Date('2026-05-01T08:34:56Z'),
    );
  });

  it('stores what would not shrink and deflates what does, by type or by trying', async () => {
    const text = 'abc '.repeat(MIB);
    const { bytes } = await written([
      file('letter.txt', text),
      file('photo.JPG', text),
      file('scan.pdf', noise(2, MIB)),
      file('large-scan.pdf', noise(3, 6 * MIB)),
      file('large-text.pdf', text.repeat(2)),
      file('empty.txt', ''),
    ]);
    const methods = (await readBack(bytes)).slice(0, 6).map(({ entry }) => entry.compressionMethod);
    expect(methods).toEqual([8, 0, 0, 0, 8, 0]);
  });

  it('stores everything at level 0', async () => {
    const { bytes } = await written([file('letter.txt', 'abc '.repeat(MIB))], { level: 0 });
    expect((await readBack(bytes)).map(({ entry }) => entry.compressionMethod)).toEqual([0, 0, 0]);
  });

  it('of no files is an index and a manifest', async () => {
    const { bytes, receipt } = await written([]);
    expect((await readBack(bytes)).map(({ entry }) => entry.fileName)).toEqual([INDEX_PATH, MANIFEST_PATH]);
    expect(receipt).toMatchObject({ files: 0, bytes: 0 });
  });
});

describe('writing', () => {
  const failing = (size: number, bytes: Buffer, contentHash?: string) => ({
    path: 'a.txt',
    size,
    modified: MODIFIED,
    ...(contentHash === undefined ? {} : { contentHash }),
    open: () => sourceOf(file('a.txt', bytes)).open(new AbortController().signal),
  });
  const rejected = async (sources: Parameters<typeof writeArchive>[0], signal?: AbortSignal) => {
    const archive = writeArchive(sources, { ...OPTIONS, ...(signal === undefined ? {} : { signal }) });
    const outcome = await collected(archive).then(
      () => 'finished',
      (error: unknown) => error,
    );
    await expect(archive.receipt).rejects.toBe(outcome);
    return outcome;
  };

  it.each([
    ['shorter', 100, 99],
    ['longer', 100, 101],
    ['shorter, when large', 6 * MIB, 5 * MIB],
    ['longer, when large', 6 * MIB, 7 * MIB],
    ['gone', 100, 0],
  ])('refuses a source that is %s than announced', async (_case, size, actual) => {
    const sources = each([sourceOf(file('before.txt', 'x')), failing(size, noise(1, actual))]);
    expect(await rejected(sources)).toMatchObject({ code: 'ARCHIVE_SOURCE_SIZE_DIFFERS' });
  });

  it.each([100, 6 * MIB])(
    'refuses a source of %i bytes whose content hash is another than announced',
    async (size) => {
      const sources = each([failing(size, noise(1, size), 'ab'.repeat(32))]);
      expect(await rejected(sources)).toMatchObject({ code: 'ARCHIVE_SOURCE_HASH_DIFFERS' });
    },
  );

  it.each([{ size: -1 }, { size: 1.5 }, { size: Number.NaN }, { modified: new Date(Number.NaN) }])(
    'refuses what is no size and no time: %j',
    async (said) => {
      const source = { ...sourceOf(file('a.txt', 'x')), ...said };
      expect(await rejected(each([source]))).toMatchObject({ code: 'ARCHIVE_SOURCE_INVALID' });
    },
  );

  it('takes a source whose content hash is as announced', async () => {
    const bytes = noise(1, 6 * MIB);
    const sources = each([failing(bytes.length, bytes, contentHash(bytes))]);
    expect((await collected(writeArchive(sources, OPTIONS))).receipt.files).toBe(1);
  });

  it('tells which source failed, and why, once', async () => {
    const cause = new Error('connection reset');
    const broken = {
      ...failing(100, noise(1, 100)),
      open: async function* () {
        yield await Promise.resolve(Buffer.alloc(10));
        throw cause;
      },
    };
    expect(await rejected(each([broken]))).toMatchObject({ code: 'ARCHIVE_SOURCE_FAILED', cause });
  });

  it('fails as its list of files fails', async () => {
    const sources = async function* () {
      yield await Promise.resolve(sourceOf(file('a.txt', 'x')));
      throw new Error('listing failed');
    };
    expect(await rejected(sources())).toMatchObject({
      code: 'ARCHIVE_SOURCE_FAILED',
      cause: { message: 'listing failed' },
    });
  });

  it('can be called off, and then lets go of every source', async () => {
    const controller = new AbortController();
    let open = 0;
    const endless = (path: string) => ({
      path,
      size: 2 ** 40,
      modified: MODIFIED,
      open: async function* (signal: AbortSignal) {
        open += 1;
        try {
          while (!signal.aborted) yield await Promise.resolve(Buffer.alloc(MIB));
        } finally {
          open -= 1;
        }
      },
    });
    const archive = writeArchive(each([endless('a'), endless('b'), endless('c')]), { ...OPTIONS, level: 0 });
    archive.stream.once('data', () => archive.stream.destroy());
    await expect(archive.receipt).rejects.toMatchObject({ code: 'ARCHIVE_ABANDONED' });
    await expect.poll(() => open).toBe(0);
    controller.abort();
  });

  it.each(['/a', 'a//b', '../a', 'a/..', 'a/./b', '', 'a/'])('refuses %j as a path', async (path) => {
    const source = { ...sourceOf(file('a.txt', 'x')), path };
    expect(await rejected(each([source]))).toMatchObject({ code: 'ARCHIVE_PATH_INVALID' });
  });

  it('refuses one path twice', async () => {
    const sources = each([sourceOf(file('a.txt', 'x')), sourceOf(file('a.txt', 'y'))]);
    expect(await rejected(sources)).toMatchObject({ code: 'ARCHIVE_PATH_DOUBLED' });
  });
});
