import { DocumentId } from '@counterpart/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchEntries, type AskedDocument } from './match-entries.js';

const asked = (id: number, name: string, size: number): AskedDocument => ({
  document: DocumentId.parse(String(id)),
  names: [name],
  size,
});
const pairs = (entries: readonly { path: string; size: number }[], documents: readonly AskedDocument[]) =>
  Object.fromEntries([...matchEntries(entries, documents)].map(([id, { path }]) => [id, path]));

describe('an entry of an archive is a document’s', () => {
  it.each([
    ['where it bears its name', 'Brief.pdf'],
    ['in a folder', 'Reyes/Pleadings/Brief.pdf'],
    ['led by a number', '12 Brief.pdf'],
    ['followed by a number', 'Brief (2).pdf'],
    ['in other case', 'BRIEF.PDF'],
  ])('%s', (_, path) => {
    expect(pairs([{ path, size: 7 }], [asked(1, 'Brief.pdf', 7)])).toEqual({ 1: path });
  });

  it('where names repeat and sizes tell them apart', () => {
    const entries = [
      { path: 'Brief.pdf', size: 7 },
      { path: 'Brief (1).pdf', size: 8 },
    ];
    expect(pairs(entries, [asked(1, 'Brief.pdf', 8), asked(2, 'Brief.pdf', 7)])).toEqual({
      1: 'Brief (1).pdf',
      2: 'Brief.pdf',
    });
  });
});

describe('nothing is a document’s', () => {
  it.each([
    ['of another size', [{ path: 'Brief.pdf', size: 8 }], [asked(1, 'Brief.pdf', 7)]],
    ['of another name', [{ path: 'Motion.pdf', size: 7 }], [asked(1, 'Brief.pdf', 7)]],
    [
      'where two documents would fit one entry',
      [{ path: 'Brief.pdf', size: 7 }],
      [asked(1, 'Brief.pdf', 7), asked(2, 'Brief.pdf', 7)],
    ],
    [
      'where two entries would fit one document',
      [
        { path: 'a/Brief.pdf', size: 7 },
        { path: 'b/Brief.pdf', size: 7 },
      ],
      [asked(1, 'Brief.pdf', 7)],
    ],
  ] as const)('%s', (_, entries, documents) => {
    expect(pairs(entries, documents)).toEqual({});
  });

  it('and no pair is ever wrong, whichever entries are missing, changed meanwhile, or named alike', () => {
    const name = fc.constantFrom('Brief.pdf', '1 Brief.pdf', 'Brief (1).pdf', 'Letter.pdf');
    const size = fc.integer({ min: 1, max: 3 });
    const document = fc.record({
      name,
      size,
      isThere: fc.boolean(),
      becomes: fc.option(fc.tuple(name, size)),
    });
    fc.assert(
      fc.property(fc.array(document, { maxLength: 12 }), (documents) => {
        const wanted = documents.map((one, index) => {
          const told = asked(index + 1, one.name, one.size);
          return one.becomes === null ? told : { ...told, names: null };
        });
        const entries = documents.flatMap(({ name, size, isThere, becomes }, index) => {
          const [path, bytes] = becomes ?? [name, size];
          return isThere ? [{ path: `${index} ${path}`, size: bytes, of: String(index + 1) }] : [];
        });
        for (const [id, { of }] of matchEntries(entries, wanted)) expect(of).toBe(id);
      }),
    );
  });

  it('where one changed meanwhile and another’s entry is missing: it could be that other’s', () => {
    const changed = { ...asked(2, '', 9), names: null };
    expect(pairs([{ path: 'Brief.pdf', size: 7 }], [asked(1, 'Brief.pdf', 7), changed])).toEqual({});
  });
});
