import { describe, expect, it } from 'vitest';
import { checkPolicy } from './check-policy.js';
import { DEFAULT_POLICY, Policy } from './policy.js';

const faults = (settings: object): readonly string[] =>
  checkPolicy(Policy.parse(settings)).map(({ path, column, message }) =>
    [path.join('.'), ...(column === undefined ? [] : [column]), message].join(': '),
  );

describe('checkPolicy', () => {
  it('finds nothing wrong with the default', () => {
    expect(checkPolicy(DEFAULT_POLICY)).toEqual([]);
  });

  it('finds nothing wrong with what a firm may wish for', () => {
    const settings = {
      roots: {
        default: '/Firm/Matters',
        practiceAreas: { Litigation: '/Litigation', Trials: '/Litigation' },
      },
      matterFolder: '{Client|first|upper}/{ClientLastName}/{MatterNumber}-{PracticeArea|slug}',
      matterType: { from: 'custom-field', field: 'Type of matter' },
      clientUploads: { folder: '/From clients/{MatterNumber}' },
      closing: { action: 'move', folder: '/Closed/{CloseDate|date:YYYY}' },
      versions: { folder: 'Earlier', name: '{DocumentId} v{Version|pad:3}' },
    };
    expect(faults(settings)).toEqual([]);
  });

  it.each([
    [
      'a template that cannot be read',
      { matterFolder: '{MatterNumbr}' },
      /^matterFolder: 2: there is no field/,
    ],
    [
      'a matter’s folder that is absolute',
      { matterFolder: '/{MatterNumber}' },
      /^matterFolder: 1: lies below/,
    ],
    [
      'copies without a root',
      { clientUploads: { folder: 'Up' } },
      /^clientUploads.folder: 1: begins with a slash/,
    ],
    ['too many folders', { matterFolder: 'a/b/c/d/e' }, /^matterFolder: has more than 4 folders/],
    [
      'a version’s name with a slash',
      { versions: { name: '{Name}/{Version}' } },
      /^versions.name: is one name/,
    ],
    ['versions that nothing tells apart', { versions: { name: '{Name}' } }, /^versions.name: has {Version}/],
    [
      'documents that nothing tells apart',
      { versions: { name: 'v{Version}' } },
      /^versions.name: has {Name}/,
    ],
    ['Clio’s own folder', { roots: { default: '/clio/Matters' } }, /^roots.default: \/Clio belongs to/],
    ['empty names', { roots: { default: '/a//b' } }, /^roots.default: begins with a slash and a name/],
    ['a name that Windows refuses', { roots: { default: '/a:b' } }, /^roots.default: ":" cannot stand/],
    ['a name with a dot at its end', { unmapped: 'Other.' }, /^unmapped: a name neither begins/],
    ['a subfolder with a slash', { categories: { Briefs: 'a/b' } }, /^categories.Briefs: is one folder/],
    [
      'privileged documents within an open root',
      { privileged: { folder: '/Matters/Privileged' } },
      /^privileged.folder: \/Matters\/Privileged and \/Matters \(roots.default\) lie within each other/,
    ],
    [
      'a root within the restricted folder, whatever its case',
      { roots: { practiceAreas: { Trials: '/PRIVILEGED/x' } } },
      /^privileged.folder: .* lie within each other/,
    ],
    [
      'a root that is the folder of copies',
      { roots: { default: '/ClientUploads' } },
      /^clientUploads.folder: .* lie within each other/,
    ],
    [
      'the folder of versions as a subfolder',
      { categories: { Old: '_archive' } },
      /^versions.folder: _Archive is a subfolder of documents already/,
    ],
    [
      'deleted documents among prior versions',
      { deletion: { folder: '_Archive' } },
      /^deletion.folder: is the folder of prior versions/,
    ],
    [
      'two entries for one category',
      { categories: { Pleadings: 'A', ' pleadings': 'B' } },
      /^categories. pleadings: is the same name as Pleadings/,
    ],
    [
      'a custom field that is not named',
      { matterType: { from: 'custom-field' } },
      /^matterType.field: names the custom field/,
    ],
    ['a custom field that is not used', { matterType: { field: 'Type' } }, /^matterType.field: is used with/],
    [
      'a root that leaves no room for names',
      { roots: { default: `/${'r'.repeat(99)}` } },
      /^roots: .* too long$/,
    ],
    [
      'a restricted folder that leaves no room for names',
      { privileged: { folder: `/${'r'.repeat(140)}` } },
      /^privileged.folder: .* too long$/,
    ],
    [
      'a root that is a device of Windows',
      { roots: { default: '/Firm/con' } },
      /^roots.default: con is a dev/,
    ],
    [
      'a restricted folder that looks like a root',
      { privileged: { folder: '/Mat\u200bters' } },
      /^privileged.folder: has a character that nobody sees, U\+200B/,
    ],
    [
      'an accent apart from its letter',
      { roots: { default: '/Mandate\u0301' } },
      /^roots.default: has an accent apart from its letter/,
    ],
    [
      'one subfolder in two spellings',
      { categories: { Briefs: 'Briefs', Motions: 'BRIEFS' } },
      /^categories.Motions: is Briefs, spelled otherwise/,
    ],
  ])('refuses %s', (_, settings, expected) => {
    expect(faults(settings).some((text) => expected.test(text))).toBe(true);
  });
});

describe('Policy', () => {
  it('fills in what is left out, section by section', () => {
    expect(Policy.parse({ privileged: { folder: '/Secret' } }).privileged).toEqual({
      ...DEFAULT_POLICY.privileged,
      folder: '/Secret',
    });
  });

  it('reads back what it wrote', () => {
    expect(Policy.parse(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toEqual(DEFAULT_POLICY);
  });
});
