import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legalName, splitExtension, withSuffix } from './legal-name.js';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    'CON',
    'nul.txt',
    'com¹.pdf',
    '.DS_Store',
    'desktop.ini',
    '~$brief.docx',
    '..',
    '.',
    '',
    '   ',
    'a. . .',
  ),
);

describe('legalName', () => {
  it.each([
    ['Brief: final?.pdf', 'Brief_ final_.pdf'],
    ['a/b\\c.pdf', 'a_b_c.pdf'],
    ['Smith & Co...', 'Smith & Co'],
    ['  spaced out  ', 'spaced out'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT¹.log', '_LPT¹.log'],
    ['.DS_Store', '_.DS_Store'],
    ['~$draft.docx', '_~$draft.docx'],
    ['..', 'Untitled'],
    ['', 'Untitled'],
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['line\nbreak\u0000.txt', 'line_break_.txt'],
    ['Mu\u0308ller.pdf', 'Müller.pdf'],
    ['👩‍⚖️ ruling.pdf', '👩‍⚖️ ruling.pdf'],
    ['O\u2019Brien "x" <y>|z*', 'O\u2019Brien _x_ _y__z_'],
  ])('turns %j into %j', (text, expected) => {
    expect(legalName(text)).toBe(expected);
  });

  it('makes every text a legal component', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 40, max: 255 }), (text, limit) => {
        const name = legalName(text, limit);
        expect(name).not.toBe('');
        expect(name.length).toBeLessThanOrEqual(limit);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
        expect(name).not.toMatch(/^\s|[\s.]$/u);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/iu);
        expect(name.isWellFormed()).toBe(true);
        expect(name.normalize('NFC')).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves a legal name as it is', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const once = legalName(text);
        expect(legalName(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the extension when it shortens', () => {
    const name = legalName(`${'x'.repeat(400)}.pdf`);
    expect(name).toBe(`${'x'.repeat(251)}.pdf`);
  });

  it('never tears an emoji apart', () => {
    expect(legalName('👩‍⚖️'.repeat(100), 50)).toBe('👩‍⚖️'.repeat(10));
  });
});

/** One letter with more accents than a name has room: one grapheme. */
const ZALGO = `a${'\u0301'.repeat(300)}`;

describe('a name that begins with a grapheme which does not fit', () => {
  it('is cut within it: it was empty, and an upload without a name cannot be made', () => {
    for (const text of [ZALGO, `${ZALGO}.pdf`, `👩${'\u200d👩'.repeat(200)}.pdf`]) {
      const name = legalName(text);
      expect(splitExtension(name)[0].length).toBeGreaterThan(10);
      expect(name.isWellFormed()).toBe(true);
      expect(name.normalize('NFC')).toBe(name);
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
      expect(withSuffix(name, ' (42)', 60)).toMatch(/^.+ \(42\)(\.pdf)?$/u);
    }
  });

  it('does not become a device’s name by being cut', () => {
    expect(legalName(`nul👩${'\u200d👩'.repeat(100)}.pdf`, 60)).toBe('_nul.pdf');
    expect(legalName(`con ${'\u0301'.repeat(300)}`)).toBe('_con');
  });

  it('keeps to its limit with the mark of a reserved name', () => {
    expect(legalName(`con.${'a'.repeat(56)}`, 60)).toHaveLength(60);
  });
});

it.each(['con .txt', 'NUL  .pdf', 'CONIN$', 'conout$.log'])('%j is a device of Windows, too', (name) => {
  expect(legalName(name)).toBe(`_${name}`);
});

describe('withSuffix', () => {
  it('puts the suffix before the extension', () => {
    expect(withSuffix('Brief.pdf', ' (42)')).toBe('Brief (42).pdf');
  });

  it('never begins a name with a blank', () => {
    expect(withSuffix('..PDF', ' (42)')).toBe('(42).PDF');
  });

  it('shortens the stem rather than the suffix', () => {
    expect(withSuffix(`${'x'.repeat(60)}.pdf`, ' (42)', 20)).toBe(`${'x'.repeat(11)} (42).pdf`);
  });
});

describe('splitExtension', () => {
  it.each([
    ['Brief.pdf', ['Brief', '.pdf']],
    ['.hidden', ['.hidden', '']],
    ['no extension', ['no extension', '']],
    ['v1.2 final notes of the hearing', ['v1.2 final notes of the hearing', '']],
    ['Trust agreement v1.2', ['Trust agreement v1.2', '']],
    ['backup.7z', ['backup', '.7z']],
    ['archive.tar.gz', ['archive.tar', '.gz']],
  ])('splits %j', (name, expected) => {
    expect(splitExtension(name)).toEqual(expected);
  });
});
