import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { pathKey } from './path-key.js';
import { candidates, categoryFolder, matterFolder, scaffold, wish } from './place.js';
import { sampleDocument, sampleMatter } from './samples.spec-data.js';

const client = (name: string) => ({
  id: '5',
  name,
  firstName: null,
  lastName: null,
  type: 'Company' as const,
});

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
    expect(matterFolder(DEFAULT_POLICY, sampleMatter({ client: client(name) }))).toBe(expected);
  });

  it('never lets a client’s name make folders', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, displayNumber) => {
        const folder = matterFolder(DEFAULT_POLICY, sampleMatter({ client: client(name), displayNumber }));
        expect(folder.split('/')).toHaveLength(3);
        expect(folder.length).toBeLessThanOrEqual('/Matters/'.length + 80);
      }),
    );
  });
});

describe('categoryFolder', () => {
  it('puts unmapped categories, and none, into the named default', () => {
    expect(categoryFolder(DEFAULT_POLICY, 'Medical Records')).toBe('Unsorted');
    expect(categoryFolder(DEFAULT_POLICY, null)).toBe('Unsorted');
    expect(categoryFolder(DEFAULT_POLICY, 'Discovery')).toBe('Discovery');
  });

  it('does not take a property of every object for a category', () => {
    expect(categoryFolder(DEFAULT_POLICY, 'constructor')).toBe('Unsorted');
    expect(categoryFolder(DEFAULT_POLICY, '__proto__')).toBe('Unsorted');
  });
});

describe('scaffold', () => {
  it('makes the matter’s folder and each subfolder once', () => {
    expect(scaffold(DEFAULT_POLICY, '/Matters/1')).toEqual([
      '/Matters/1',
      '/Matters/1/Pleadings',
      '/Matters/1/Correspondence',
      '/Matters/1/Discovery',
      '/Matters/1/Contracts',
      '/Matters/1/Unsorted',
    ]);
  });
});

describe('wish', () => {
  it('takes the uploaded file’s extension where the display name has none', () => {
    const document = sampleDocument({ name: 'Complaint', filename: 'scan_001.PDF' });
    expect(wish(DEFAULT_POLICY, '/Matters/1', document)).toEqual({
      folder: '/Matters/1/Pleadings',
      name: 'Complaint.PDF',
    });
  });

  it('keeps the whole path within 240 units, so that Windows can open it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ maxLength: 300 }),
        (name, matter) => {
          const folder = matterFolder(DEFAULT_POLICY, sampleMatter({ client: client(matter) }));
          const wished = wish(DEFAULT_POLICY, folder, sampleDocument({ name }));
          expect(`${wished.folder}/${wished.name}`.length).toBeLessThanOrEqual(240);
        },
      ),
    );
  });
});

describe('candidates', () => {
  it('gives two documents of one name two paths, whoever comes first', () => {
    const name = fc.constantFrom(
      'Brief.pdf',
      'BRIEF.PDF',
      'brief (11).pdf',
      'Brief (22).pdf',
      'brief (11-2).pdf',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.constantFrom('11', '22', '33', '44')), { maxLength: 12 }),
        (documents) => {
          const owners = new Map<string, string>();
          const placed = new Map<string, string>();
          for (const [wished, id] of documents) {
            if (placed.has(id)) continue;
            for (const candidate of candidates(wished, id, '/Matters/1')) {
              const key = pathKey(candidate);
              if (owners.has(key)) continue;
              owners.set(key, id);
              placed.set(id, candidate);
              break;
            }
          }
          expect(new Set([...placed.values()].map(pathKey)).size).toBe(placed.size);
        },
      ),
    );
  });
});
