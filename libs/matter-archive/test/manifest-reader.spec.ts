import { canonicalJson } from '@counterpart/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManifestText } from '../src/manifest/manifest-text.js';
import { MANIFEST_FORMAT, type Manifest, type ManifestEntry } from '../src/manifest/manifest.js';
import { ManifestFault, manifestFrom } from '../src/verify/manifest-reader.js';
import { MODIFIED, OPTIONS } from './files.js';

const HASH = 'ab'.repeat(32);

const entryAt = (path: string, proof: ManifestEntry['proof'] = null): ManifestEntry => ({
  path,
  sourcePath: null,
  size: 3,
  modified: MODIFIED.toISOString(),
  method: 'stored',
  packedSize: 3,
  crc32: '352441c2',
  sha256: HASH,
  contentHash: HASH,
  document: null,
  proof,
});

const manifestOf = (entries: readonly ManifestEntry[]): Manifest => ({
  format: MANIFEST_FORMAT,
  subject: OPTIONS.subject,
  createdAt: OPTIONS.createdAt.toISOString(),
  before: { size: 1234, contentHash: HASH },
  entries: [...entries],
});

const textOf = (manifest: Manifest): Buffer => Buffer.from(canonicalJson(manifest));

async function writtenText(manifest: Manifest): Promise<Buffer> {
  const text = new ManifestText();
  for (const entry of manifest.entries) text.add(entry);
  const pieces: Uint8Array[] = [];
  for await (const piece of text.source(manifest).source.open(new AbortController().signal))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

const anyManifest = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.jsonValue({ noUnicodeString: false })), {
    maxLength: 5,
  })
  .map((entries) =>
    manifestOf(entries.map(([path, proof]) => entryAt(path, proof as ManifestEntry['proof']))),
  );

describe('a manifest', () => {
  it('is written as canonical JSON and read back as it was, whatever names and proofs hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyManifest, async (manifest) => {
        const text = textOf(manifest);
        expect((await writtenText(manifest)).equals(text)).toBe(true);
        expect(canonicalJson(manifestFrom(text))).toBe(text.toString());
      }),
    );
  });

  it.each([
    ['nothing', () => ''],
    ['cut off', (text: string) => text.slice(0, -1)],
    ['cut off within an entry', (text: string) => text.slice(0, text.indexOf('"sha256"'))],
    ['followed by something', (text: string) => `${text} `],
    ['spaced', (text: string) => text.replace('","', '", "')],
    [
      'sorted otherwise',
      (text: string) => text.replace(/("contentHash":"[^"]*"),("crc32":"[^"]*")/u, '$2,$1'),
    ],
    ['with a member twice', (text: string) => text.replace('"crc32"', '"crc32":"00000000","crc32"')],
    ['with an unknown member', (text: string) => text.replace('"crc32"', '"crc31":"","crc32"')],
    ['escaped where it need not be', (text: string) => text.replace('"a.txt"', String.raw`"\u0061.txt"`)],
    ['with a comma too many', (text: string) => text.replace('],"format"', ',],"format"')],
    ['with something between entries', (text: string) => text.replace('},{"content', '},7,{"content')],
    ['of another format', (text: string) => text.replace('.v1"', '.v2"')],
    ['with two lists', (text: string) => text.replace('],"format"', '],"entries":[],"format"')],
  ])('is refused when it is %s', (_case, change) => {
    const text = textOf(manifestOf([entryAt('a.txt'), entryAt('b.txt')])).toString();
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(() => manifestFrom(Buffer.from(changed))).toThrow(ManifestFault);
  });
});
