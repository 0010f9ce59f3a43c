import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictedCopy, foldPath, nameOf, numbered, parentOf, pathProblem } from './names.js';

describe('paths', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => !text.includes('/'));
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`);

  it('fold to the same key whatever their case and composition', () => {
    fc.assert(
      fc.property(path, (text) => {
        expect(foldPath(foldPath(text))).toBe(foldPath(text));
        expect(foldPath(text.normalize('NFD'))).toBe(foldPath(text.normalize('NFC')));
      }),
    );
  });

  it('are their parent and their name', () => {
    fc.assert(
      fc.property(path, (text) => {
        expect(`${parentOf(text)}/${nameOf(text)}`).toBe(text);
      }),
    );
  });

  it('keep folder and extension when a number is put in', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 2, max: 99 }), (text, number) => {
        for (const renamed of [numbered(text, number), conflictedCopy(text, number)]) {
          expect(parentOf(renamed)).toBe(parentOf(text));
          expect(renamed).not.toBe(text);
        }
      }),
    );
    expect(numbered('/a/b.tar.gz', 2)).toBe('/a/b.tar (2).gz');
    expect(numbered('/a/.profile', 2)).toBe('/a/.profile (2)');
    expect(conflictedCopy('/a/b.txt', 1)).toBe('/a/b (conflicted copy).txt');
  });

  it('may be 255 code points a component, and no more', () => {
    expect(pathProblem(`/${'😀'.repeat(255)}`)).toBeUndefined();
    expect(pathProblem(`/${'😀'.repeat(256)}`)).toBe('malformed_path');
  });

  it.each(['/trailing.', '/a:b', '/<x>|y?*"', '/~$lock.docx', '/עברית', '/a  b'])('may be %s', (text) => {
    expect(pathProblem(text)).toBeUndefined();
  });
});
