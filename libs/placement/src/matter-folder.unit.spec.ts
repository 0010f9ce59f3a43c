import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { matterFolder, scaffold } from './matter-folder.js';
import { company, person, policyWith, sampleMatter } from './samples.spec-data.js';

describe('matterFolder', () => {
  it.each([
    ['Reyes', '/Matters/2026-0001-Reyes'],
    [
      `O'Brien & Sons / "Müller: Holding" <GmbH>`,
      `/Matters/2026-0001-O'Brien & Sons _ _Müller_ Holding_ _GmbH_`,
    ],
    ['Ellipsis Partners...', '/Matters/2026-0001-Ellipsis Partners'],
    ['🏡 Sunrise Homes', '/Matters/2026-0001-🏡 Sunrise Homes'],
    ['\u200fכהן ושות׳\u200e', '/Matters/2026-0001-כהן ושות׳'],
  ])('places client %j at %j', (name, expected) => {
    expect(matterFolder(DEFAULT_POLICY, sampleMatter({ client: company(name) })).value).toBe(expected);
  });

  it('fills every field that the template names', () => {
    const matter = sampleMatter({
      displayNumber: '00042-Reyes',
      number: '42',
      client: person('Ana', 'Núñez'),
      customFields: [{ name: 'Court', value: 'SDNY' }],
      stage: { id: '1', name: 'Trial' },
    });
    const folderOf = (template: string): string =>
      matterFolder(policyWith({ matterFolder: template }), matter).value;
    expect(folderOf('{MatterNumber}-{ClientLastName}-{PracticeArea}')).toBe(
      '/Matters/00042-Reyes-Núñez-Litigation',
    );
    expect(folderOf('{ClientLastName|first|upper}/{ClientLastName|slug}/{SequenceNumber|pad:5}')).toBe(
      '/Matters/N/nunez/00042',
    );
    expect(folderOf('{OpenYear} {OpenDate|date:MM.YY} {ResponsibleAttorney|max:3}')).toBe(
      '/Matters/2026 01.26 Ada',
    );
    expect(folderOf('{Custom:court} {MatterStage}')).toBe('/Matters/SDNY Trial');
  });

  it('writes a word where Clio has no value, or the one that the template names', () => {
    const matter = sampleMatter({ client: null, practiceArea: null });
    const folderOf = (template: string): string =>
      matterFolder(policyWith({ matterFolder: template }), matter).value;
    expect(folderOf('{MatterNumber}-{Client}')).toBe('/Matters/2026-0001-No client');
    expect(folderOf('{PracticeArea|default:General}')).toBe('/Matters/General');
    expect(folderOf('{Custom:Court}')).toBe('/Matters/No Court');
  });

  it('reads a matter’s type where the policy says', () => {
    const matter = sampleMatter({
      stage: { id: '1', name: 'Discovery' },
      customFields: [{ name: 'Kind', value: 'Appeal' }],
    });
    const typeBy = (matterType: object): string =>
      matterFolder(policyWith({ matterFolder: '{MatterType}', matterType }), matter).value;
    expect(typeBy({})).toBe('/Matters/Litigation');
    expect(typeBy({ from: 'stage' })).toBe('/Matters/Discovery');
    expect(typeBy({ from: 'custom-field', field: 'KIND' })).toBe('/Matters/Appeal');
    expect(typeBy({ from: 'custom-field', field: 'Sort' })).toBe('/Matters/No matter type');
  });

  it('takes the practice area’s own root, whatever case it is written in', () => {
    const policy = policyWith({ roots: { practiceAreas: { LITIGATION: '/Lit' } } });
    expect(matterFolder(policy, sampleMatter()).value).toBe('/Lit/2026-0001-Reyes');
    expect(matterFolder(policy, sampleMatter({ practiceArea: { id: '1', name: 'Tax' } })).value).toBe(
      '/Matters/2026-0001-Reyes',
    );
  });

  it('says which root, which fields and which sanitising gave the folder', () => {
    const { why } = matterFolder(DEFAULT_POLICY, sampleMatter({ client: company('A/B') }));
    expect(why).toEqual([
      { rule: 'roots.default', on: 'Litigation', gives: '/Matters' },
      { rule: 'matterFolder', on: '{MatterNumber}', gives: '2026-0001' },
      { rule: 'matterFolder', on: '{Client}', gives: 'A/B' },
      { rule: 'name.legal', on: '2026-0001-A/B', gives: '2026-0001-A_B' },
    ]);
  });

  it('never lets a value make folders, and stays within its room', () => {
    const template = fc.constantFrom(
      '{MatterNumber}-{Client}',
      '{Client}/{MatterNumber}',
      '{Client|first}/{Client}/x{MatterNumber}',
    );
    fc.assert(
      fc.property(
        template,
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (matterFolderTemplate, name, displayNumber) => {
          const policy = policyWith({ matterFolder: matterFolderTemplate });
          const folder = matterFolder(policy, sampleMatter({ client: company(name), displayNumber })).value;
          expect(folder.split('/')).toHaveLength(matterFolderTemplate.split('/').length + 2);
          expect(folder.length).toBeLessThanOrEqual('/Matters/'.length + 80);
        },
      ),
    );
  });
});

describe('scaffold', () => {
  it('makes the matter’s folder and each subfolder once', () => {
    const policy = policyWith({
      categories: { Briefs: 'Pleadings', Motions: 'Pleadings', Letters: 'Letters' },
    });
    expect(scaffold(policy, '/Matters/1')).toEqual([
      '/Matters/1',
      '/Matters/1/Pleadings',
      '/Matters/1/Letters',
      '/Matters/1/Unsorted',
    ]);
  });
});
