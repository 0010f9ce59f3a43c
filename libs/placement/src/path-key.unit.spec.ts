import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathKey } from './path-key.js';

describe('pathKey', () => {
  it.each([
    ['ACME', 'acme'],
    ['Straße', 'STRASSE'],
    ['GROẞ', 'gross'],
    ['İstanbul', 'istanbul'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['Mu\u0308ller', 'Müller'],
    ['ﬁle', 'file'],
    ['K\u212aelvin', 'kkelvin'],
    ['☎\ufe0f', '☎'],
    ['Ⅷ', 'viii'],
  ])('joins %j and %j, which some file system takes for one name', (a, b) => {
    expect(pathKey(a)).toBe(pathKey(b));
  });

  it.each([
    ['brief.pdf', 'brief (1).pdf'],
    ['é', 'e'],
    ['a b', 'ab'],
  ])('keeps %j and %j apart', (a, b) => {
    expect(pathKey(a)).not.toBe(pathKey(b));
  });

  it('is stable for every letter of Unicode', () => {
    const unstable: string[] = [];
    for (let point = 0; point < 0x2_0000; point += 1) {
      const letter = String.fromCodePoint(point);
      const key = pathKey(letter);
      const others = [key, letter.normalize('NFD'), letter.toUpperCase(), letter.toLowerCase()];
      if (others.some((other) => pathKey(other) !== key)) unstable.push(point.toString(16));
    }
    expect(unstable).toEqual([]);
  });

  it('of a path is the keys of its parts', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('ΟΔΟΣ', 'Σ', '\u0301x', '\u0338', 'İ', 'ß', '한', '\u1161', '\u11a8'),
    );
    fc.assert(
      fc.property(text, text, (folder, name) => {
        expect(pathKey(`${folder}/${name}`)).toBe(`${pathKey(folder)}/${pathKey(name)}`);
      }),
      { numRuns: 5000 },
    );
  });

  it('is stable: the key of a key is itself, and neither case nor composition changes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const key = pathKey(text);
        expect(pathKey(key)).toBe(key);
        expect(pathKey(text.normalize('NFD'))).toBe(key);
        expect(pathKey(text.toUpperCase())).toBe(key);
        expect(pathKey(text.toLowerCase())).toBe(key);
      }),
      { numRuns: 3000 },
    );
  });
});
