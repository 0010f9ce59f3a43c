import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  DocumentId,
  documentStream,
  FirmId,
  LONGEST_PATH,
  MatterId,
  matterStream,
  type Policy,
} from '@counterpart/contracts';
import { ClaimBook } from './claim-book.js';
import { matterFolder } from './matter-folder.js';
import { candidates, reservedNames } from './names.js';
import { place } from './place.js';
import { company, policyWith, sampleDocument, sampleMatter } from './samples.spec-data.js';

const FIRM = FirmId.parse('hartwell');

/** Families of names that some file system takes for one, or that have broken file systems. */
const FAMILIES: readonly (readonly string[])[] = [
  ['Brief', 'BRIEF', 'brief', 'Brief.', 'Brief '],
  ['Straße', 'STRASSE', 'Straẞe', 'strasse', 'STRAẞE'],
  ['İstanbul', 'istanbul', 'i\u0307stanbul', 'ISTANBUL', 'ıstanbul'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος', 'σίσυφοσ', 'ΣΙ\u0301ΣΥΦΟΣ'],
  ['Müller', 'Mu\u0308ller', 'MÜLLER', 'MU\u0308LLER'],
  ['ﬁle', 'file', 'FILE', 'ﬁLE'],
  ['Å', '\u212b', 'A\u030a', 'å', 'a\u030a'],
  ['Ⅷ', 'ⅷ', 'viii', 'VIII'],
  ['① final', '1 final', '¹ final'],
  ['👩‍⚖️ ruling', '👩⚖ ruling', '👩\u200d⚖ ruling', '👩‍⚖️ RULING'],
  ['invoice\u202egpj', 'invoicegpj', '\u2066invoice\u2069gpj'],
  ['\u200fכהן', 'כהן', 'כהן\u200e'],
  ['CON', 'con', '_CON', 'Con.', ' con'],
  ['nul', 'COM¹', 'COM1', '_COM¹'],
  ['.DS_Store', '.ds_store', '_.DS_Store', 'desktop.ini', '_desktop.ini'],
  ['~$brief', '_~$brief', '~$BRIEF'],
  ['a', 'a ', 'a.', 'a. . .', ' a', 'A'],
  ['', '.', '..', '   ', 'Untitled', 'untitled'],
  ['_Archive', '_archive', '_ARCHIVE '],
  ['a/b', 'a\\b', 'a_b', 'a:b', 'a\u0000b', 'a?b', 'A*B'],
  ['half \ud83d', 'half \ufffd', 'half \udc69'],
  ['x'.repeat(250), 'x'.repeat(255), 'x'.repeat(260), 'X'.repeat(300), 'x'.repeat(185)],
  ['é'.repeat(200), 'e\u0301'.repeat(200), 'É'.repeat(150)],
  ['👩‍⚖️'.repeat(60), '👩‍⚖️'.repeat(61)],
  [`a${'\u0301'.repeat(300)}`, `á${'\u0301'.repeat(280)}`, `nul👩${'\u200d👩'.repeat(100)}`, 'nul '],
];
const EXTENSIONS = ['', '.pdf', '.PDF', '.pdf.'] as const;

const family = fc.constantFrom(...FAMILIES);
const nameOf = (members: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...members), fc.constantFrom(...EXTENSIONS))
        .map(([stem, extension]) => stem + extension),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  );
const name = family.chain(nameOf);

interface Named {
  readonly id: string;
  readonly name: string;
  readonly matter: number;
  readonly category: string | null;
}

const documents = fc.tuple(family, family).chain(([one, other]) =>
  fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 999 }).map(String),
      name: nameOf([...one, ...other]),
      matter: fc.integer({ min: 0, max: 2 }),
      category: fc.constantFrom('Pleadings', 'pleadings', null),
    }),
    { selector: ({ id }) => id, minLength: 2, maxLength: 25 },
  ),
);
/** The suffixed name of one document may be another’s plain name. */
const withImitators = documents.map((made): Named[] =>
  made.map((document, index) => {
    const other = made[index - 1];
    return index % 4 === 3 && other !== undefined
      ? { ...document, name: `Brief (${other.id}).pdf`, matter: other.matter, category: other.category }
      : document;
  }),
);
/** Matters of look-alike clients may wish for one folder. */
const clients = family.chain((members) => fc.tuple(nameOf(members), nameOf(members), name));
const template = fc.constantFrom(
  '{MatterNumber}-{Client}',
  '{Client}',
  '{Client|first}/{Client}/{MatterNumber}',
);

interface Settled {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly wished: string;
  readonly heldBy: string | null;
}

/** Gives every document its path in turn, as the router does. */
function settle(
  policy: Policy,
  clientNames: readonly string[],
  named: readonly Named[],
  book: ClaimBook,
): Settled[] {
  const matters = clientNames.map((client, index) => {
    const id = MatterId.parse(String(index + 1));
    const snapshot = sampleMatter({ id, client: company(client), displayNumber: '2026-0001' });
    const wished = matterFolder(policy, snapshot).value;
    const cut = wished.lastIndexOf('/');
    const folder = wished.slice(0, cut);
    const owner = matterStream(FIRM, id);
    const claimed = book.claim({ owner, folder, names: candidates(wished.slice(cut + 1), { id, folder }) });
    return { snapshot, folder: `${folder}/${claimed.name}` };
  });
  return named.map(({ id, matter, category, name: title }) => {
    const document = sampleDocument({
      id: DocumentId.parse(id),
      name: title.toWellFormed(),
      filename: null,
      category: category === null ? null : { id: '1', name: category },
    });
    const found = place(policy, matters[matter]!, document);
    if (found.kind === 'skip') throw new Error('every document here has a place');
    const { folder, name: wished } = found;
    const reserved = reservedNames(policy);
    const owner = documentStream(FIRM, document.id);
    const { name: given, heldBy } = book.claim({
      owner,
      folder,
      names: candidates(wished, { id, folder, reserved }),
    });
    return { id, folder, name: given, wished, heldBy };
  });
}

/** How file systems tell two paths apart, written without the product’s own key. */
const FOLDINGS: readonly (readonly [string, (path: string) => string])[] = [
  ['Linux: bytes', (path) => path],
  ['Dropbox: NFC and lower case', (path) => path.normalize('NFC').toLowerCase()],
  [
    'Windows: upper case, letter by letter',
    (path) => Array.from(path, (letter) => simpleUpper(letter)).join(''),
  ],
  ['macOS: NFD, folded', (path) => path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')],
  [
    'HFS+: joiners and variation selectors ignored',
    (path) => path.replaceAll(/[\u200c\u200d]|[\ufe00-\ufe0f]/gu, ''),
  ],
  ['compatibility forms', (path) => path.normalize('NFKC').toLowerCase()],
];
const simpleUpper = (letter: string): string => {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
};

describe('paths', () => {
  it('are never shared by two documents, on any file system', () => {
    fc.assert(
      fc.property(template, clients, withImitators, (matterFolderTemplate, clientNames, named) => {
        const policy = policyWith({ matterFolder: matterFolderTemplate });
        const settled = settle(policy, clientNames, named, new ClaimBook());
        for (const [system, fold] of FOLDINGS) {
          const places = settled.map(({ folder, name: given }) => fold(`${folder}/${given}`));
          expect({ system, places: new Set(places).size }).toEqual({ system, places: settled.length });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are the same when everything is decided again, and when it is decided a second time', () => {
    fc.assert(
      fc.property(clients, withImitators, (clientNames, named) => {
        const book = new ClaimBook();
        const first = settle(DEFAULT_POLICY, clientNames, named, book);
        const placesOf = (settled: readonly Settled[]) =>
          settled.map(({ folder, name: given }) => `${folder}/${given}`);
        expect(settle(DEFAULT_POLICY, clientNames, named, new ClaimBook())).toEqual(first);
        expect(placesOf(settle(DEFAULT_POLICY, clientNames, named, book))).toEqual(placesOf(first));
      }),
      { numRuns: 100 },
    );
  });

  it('bear the owner’s id where the plain name is taken, and say who holds it', () => {
    fc.assert(
      fc.property(clients, withImitators, (clientNames, named) => {
        const settled = settle(DEFAULT_POLICY, clientNames, named, new ClaimBook());
        for (const { id, name: given, wished, heldBy } of settled) {
          if (given === wished) {
            expect(heldBy).toBeNull();
            continue;
          }
          expect(given).toContain(`(${id}`);
          const isReserved = ['_archive', '_deleted'].includes(wished.toLowerCase());
          expect(
            isReserved || (heldBy !== null && heldBy !== documentStream(FIRM, DocumentId.parse(id))),
          ).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are legal on Dropbox, Windows and macOS, and within what Windows opens', () => {
    const utf8 = new TextEncoder();
    fc.assert(
      fc.property(template, clients, withImitators, (matterFolderTemplate, clientNames, named) => {
        const policy = policyWith({ matterFolder: matterFolderTemplate });
        for (const { folder, name: given } of settle(policy, clientNames, named, new ClaimBook())) {
          const path = `${folder}/${given}`;
          expect(path.length).toBeLessThanOrEqual(LONGEST_PATH);
          expect(path.normalize('NFC')).toBe(path);
          for (const component of path.slice(1).split('/')) {
            expect(component).toMatch(/^[^\s\\:*?"<>|\p{Cc}][^\\:*?"<>|\p{Cc}]*$/u);
            expect(component).not.toMatch(/[\s.]$/u);
            expect(component).not.toMatch(
              /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$/iu,
            );
            expect(component).not.toMatch(
              /^(desktop\.ini|thumbs\.db|\.ds_store|\.dropbox(\.attr|\.cache)?)$/iu,
            );
            expect(component).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
            expect(component.isWellFormed()).toBe(true);
            expect(component.length).toBeLessThanOrEqual(255);
            expect(utf8.encode(component).length).toBeLessThanOrEqual(255);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never come to lie on a folder of the product’s own', () => {
    const settled = settle(
      DEFAULT_POLICY,
      ['Reyes', 'Reyes', 'Reyes'],
      ['_Archive', '_ARCHIVE', '_archive.', '_Deleted'].map((title, index) => ({
        id: String(index + 1),
        name: title,
        matter: 0,
        category: null,
      })),
      new ClaimBook(),
    );
    expect(settled.map(({ name: given }) => given)).toEqual([
      '_Archive (1)',
      '_ARCHIVE (2)',
      '_archive (3)',
      '_Deleted (4)',
    ]);
  });
});
