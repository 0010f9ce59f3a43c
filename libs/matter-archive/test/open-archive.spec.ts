import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openArchive, type ArchiveFile } from '../src/index.js';
import { anyFiles, OPTIONS, written } from './files.js';

const inMemory = (bytes: Buffer): ArchiveFile => ({
  size: bytes.length,
  read: async function* (from, to) {
    yield await Promise.resolve(bytes.subarray(from, to));
  },
});

it('an opened archive gives each file back, stored or deflated, in zip64 form or not', async () => {
  const limits = fc.constantFrom({ bytes: 1000, entries: 2 }, undefined);
  await fc.assert(
    fc.asyncProperty(anyFiles(), fc.constantFrom(0, 6), limits, async (files, level, zip64) => {
      const { bytes } = await written(files, { level, ...(zip64 === undefined ? {} : { limits: zip64 }) });
      const opened = await openArchive(inMemory(bytes));
      const entries = opened?.manifest.entries ?? [];
      for (const [at, file] of files.entries()) {
        const entry = entries[at];
        if (opened === undefined || entry === undefined) throw new TypeError(`${file.path} is not there`);
        const pieces: Uint8Array[] = [];
        for await (const piece of opened.read(entry)) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(file.bytes)).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});

it('what is no archive of ours is not opened', async () => {
  expect(await openArchive(inMemory(Buffer.from('no ZIP at all')))).toBeUndefined();
});

it('the archive of one document’s versions names the document, for people and for programs', async () => {
  const subject = { ...OPTIONS.subject, document: { id: '501', name: 'Brief <1>.pdf' } };
  const { bytes } = await written([], { subject, level: 0 });
  expect((await openArchive(inMemory(bytes)))?.manifest.subject).toEqual(subject);
  expect(bytes.toString('utf8')).toContain('<h1>Brief &lt;1&gt;.pdf: prior versions</h1>');
});
