import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathRegister } from '../src/naming/path-register.js';
import { collisionKey, escapes, pathFaults } from '../src/naming/path-rules.js';
import { anyFiles } from './files.js';

const assigned = (...paths: readonly string[]): readonly string[] => {
  const register = new PathRegister();
  return paths.map((path) => register.assign(path));
};

describe('a path in the archive', () => {
  it('can be unpacked by Windows Explorer and everybody else, whatever it was', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    const path = fc
      .array(
        name.map((text) => text.replaceAll('/', '-')).filter((text) => text !== '.' && text !== '..'),
        { minLength: 1, maxLength: 6 },
      )
      .map((names) => names.join('/'));
    fc.assert(
      fc.property(path, (each) => {
        expect(assigned(each).flatMap(pathFaults)).toEqual([]);
      }),
    );
  });

  it('is nobody else’s, letter case and composition aside', () => {
    fc.assert(
      fc.property(anyFiles(fc.constant(Buffer.alloc(0))), (files) => {
        const paths = assigned(...files.map(({ path }) => path));
        expect(new Set(paths.map(collisionKey)).size).toBe(files.length);
      }),
    );
  });

  it.each([
    'Motion for Summary Judgment.pdf',
    'Correspondence/2026-05-01 Müller an Gericht.docx',
    'Exhibits/Ex. 1/photo (3).jpg',
    '証拠/契約書.pdf',
    'v1.2 final/.hidden',
  ])('stays as it is: %s', (path) => {
    expect(assigned(path)).toEqual([path]);
  });

  it.each([
    ['a:b*c?.txt', 'a_b_c_.txt'],
    ['a\\b.txt', 'a_b.txt'],
    ['con', '_con'],
    ['Lpt1.final.pdf', '_Lpt1.final.pdf'],
    ['folder./x ', 'folder_/x_'],
    ['\ud800.txt', '\ufffd.txt'],
    ['Mu\u0308ller/a\u0308.txt', 'M\u00fcller/\u00e4.txt'],
    ['C:/x', 'C_/x'],
    ['_counterpart/manifest.json', '_counterpart (2)/manifest.json'],
  ])('%j becomes %j', (path, expected) => {
    expect(assigned(path)).toEqual([expected]);
  });

  it('tells files apart that Windows would take for one', () => {
    expect(assigned('A.txt', 'a.txt', 'a?.txt', 'a*.txt', 'D/x', 'd/x', 'f', 'F/y')).toEqual([
      'A.txt',
      'a (2).txt',
      'a_.txt',
      'a_ (2).txt',
      'D/x',
      'd (2)/x',
      'f',
      'F (2)/y',
    ]);
  });

  it('that is too long to unpack goes to a folder of its own and keeps its name and type', () => {
    const deep = `${'Folder with a long name/'.repeat(9)}Motion.pdf`;
    const [path] = assigned(deep);
    expect(path).toBe('_Long paths/Motion.pdf');
    const [long] = assigned(`${'x'.repeat(240)}.pdf`);
    expect(long).toMatch(/^_Long paths\/x{116}\.pdf$/);
  });
});

describe('the rules', () => {
  it.each([
    ['/etc/passwd', 'ABSOLUTE'],
    ['C:/x', 'ABSOLUTE'],
    ['\\\\server\\x', 'ABSOLUTE'],
    ['a/../../b', 'CLIMBS'],
    ['a//b', 'EMPTY_NAME'],
    ['a\\b', 'FORBIDDEN_CHARACTER'],
    ['a\u0000b', 'FORBIDDEN_CHARACTER'],
    ['x/NUL.txt', 'DEVICE_NAME'],
    ['COM¹', 'DEVICE_NAME'],
    ['a. /b', 'TRAILING_DOT_OR_SPACE'],
    [`${'é'.repeat(128)}`, 'NAME_TOO_LONG'],
    ['a/'.repeat(120), 'PATH_TOO_LONG'],
    ['\udc00', 'ILL_FORMED'],
    ['a\u0308', 'DECOMPOSED'],
  ])('find in %j: %s', (path, fault) => {
    expect(pathFaults(path)).toContain(fault);
  });

  it.each(['/a', '\\a', 'c:a', '..', 'a/..', 'a\\..\\b'])('know that %j leaves the folder', (path) => {
    expect(escapes(path)).toBe(true);
  });

  it.each(['a', 'a/b', 'a..b', '..a/b', 'a/...'])('know that %j stays in the folder', (path) => {
    expect(escapes(path)).toBe(false);
  });
});
