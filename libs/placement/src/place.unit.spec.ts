import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, LONGEST_PATH, type DocumentSnapshot, type Policy } from '@counterpart/contracts';
import { matterFolder } from './matter-folder.js';
import { place, subfolderOf } from './place.js';
import { company, policyWith, sampleDocument, sampleMatter, settledMatter } from './samples.spec-data.js';

const placed = (policy: Policy, document: DocumentSnapshot, matter = settledMatter()) => {
  const found = place(policy, matter, document);
  if (found.kind === 'skip') throw new Error(`skipped: ${found.reason}`);
  return found;
};

describe('place', () => {
  it('puts a document into the subfolder of its category, and says by which rule', () => {
    expect(place(DEFAULT_POLICY, settledMatter(), sampleDocument())).toEqual({
      kind: 'place',
      access: 'open',
      folder: '/Matters/2026-0001-Reyes/Pleadings',
      name: 'Complaint.pdf',
      unmapped: null,
      copies: [],
      why: [{ rule: 'categories.Pleadings', on: 'Pleadings', gives: 'Pleadings' }],
    });
  });

  it.each([
    [{ id: '8', name: 'Medical Records' }, 'Medical Records'],
    [null, null],
  ])('puts category %j into the named default and reports it', (category, reported) => {
    expect(placed(DEFAULT_POLICY, sampleDocument({ category }))).toMatchObject({
      folder: '/Matters/2026-0001-Reyes/Unsorted',
      unmapped: { category: reported },
      why: [{ rule: 'unmapped', on: reported, gives: 'Unsorted' }],
    });
  });

  it('takes the uploaded file’s extension where the display name has none', () => {
    const document = sampleDocument({ name: 'Complaint', filename: 'scan_001.PDF' });
    expect(placed(DEFAULT_POLICY, document)).toMatchObject({
      name: 'Complaint.PDF',
      why: [{}, { rule: 'name.extension', on: 'scan_001.PDF', gives: 'Complaint.PDF' }],
    });
  });

  it('says which name was made legal', () => {
    const { name, why } = placed(DEFAULT_POLICY, sampleDocument({ name: 'Re: Müller?.pdf' }));
    expect(name).toBe('Re_ Müller_.pdf');
    expect(why.at(-1)).toEqual({ rule: 'name.legal', on: 'Re: Müller?.pdf', gives: 'Re_ Müller_.pdf' });
  });

  it.each([
    ['NO_MATTER', sampleDocument({ matter: null })],
    ['EMPTY_PLACEHOLDER', sampleDocument({ version: { ...sampleDocument().version, size: 0 } })],
  ])('gives %s no place under any policy', (reason, document) => {
    expect(place(DEFAULT_POLICY, settledMatter(), document)).toMatchObject({ kind: 'skip', reason });
  });

  it('keeps the whole path within what Windows opens', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ maxLength: 300 }),
        (name, client) => {
          const snapshot = sampleMatter({ client: company(client) });
          const folder = matterFolder(DEFAULT_POLICY, snapshot).value;
          const found = placed(DEFAULT_POLICY, sampleDocument({ name }), { snapshot, folder });
          expect(`${found.folder}/${found.name}`.length).toBeLessThanOrEqual(LONGEST_PATH);
        },
      ),
    );
  });

  it('gives the same place for the same policy, matter and document', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('Pleadings', 'X'), (name, category) => {
        const document = sampleDocument({ name, category: { id: '1', name: category } });
        const again = policyWith(JSON.parse(JSON.stringify(DEFAULT_POLICY)) as object);
        expect(place(again, settledMatter(), document)).toEqual(
          place(DEFAULT_POLICY, settledMatter(), document),
        );
      }),
    );
  });
});

describe('subfolderOf', () => {
  it('does not take a property of every object for a category', () => {
    for (const category of ['constructor', '__proto__', 'toString']) {
      expect(subfolderOf(DEFAULT_POLICY, category)).toMatchObject({ value: 'Unsorted', mapped: false });
    }
  });

  it('knows a category whatever its case and blanks', () => {
    expect(subfolderOf(DEFAULT_POLICY, ' pleadings')).toMatchObject({ value: 'Pleadings', mapped: true });
  });
});

describe('filters', () => {
  const reasonOf = (filters: object, document = sampleDocument(), matter = settledMatter()) => {
    const found = place(policyWith({ filters }), matter, document);
    return found.kind === 'skip' ? found.why[0]?.rule : 'mirrored';
  };
  const ofBytes = (size: number) => sampleDocument({ version: { ...sampleDocument().version, size } });

  it.each([
    [{ practiceAreas: { only: ['litigation '] } }, 'mirrored'],
    [{ practiceAreas: { only: ['Tax'] } }, 'filters.practiceAreas.only'],
    [{ practiceAreas: { except: ['LITIGATION'] } }, 'filters.practiceAreas.except'],
    [{ matterTypes: { except: ['Litigation'] } }, 'filters.matterTypes.except'],
    [{ responsibleAttorneys: { only: ['Grace Lin'] } }, 'filters.responsibleAttorneys.only'],
    [{ categories: { except: ['Pleadings'] } }, 'filters.categories.except'],
    [{ statuses: ['Pending', 'Closed'] }, 'filters.statuses'],
    [{ minBytes: 1025 }, 'filters.minBytes'],
    [{ maxBytes: 1023 }, 'filters.maxBytes'],
    [{ minBytes: 1024, maxBytes: 1024 }, 'mirrored'],
  ])('%j: %s', (filters, expected) => {
    expect(reasonOf(filters)).toBe(expected);
  });

  it('leaves out by a list of what is wanted, and keeps by a list of what is not, what has no value', () => {
    const matter = settledMatter({ practiceArea: null });
    expect(reasonOf({ practiceAreas: { only: ['Tax'] } }, sampleDocument(), matter)).toBe(
      'filters.practiceAreas.only',
    );
    expect(reasonOf({ practiceAreas: { except: ['Tax'] } }, sampleDocument(), matter)).toBe('mirrored');
  });

  it('never mirrors a document without bytes', () => {
    expect(reasonOf({}, ofBytes(0))).toBe('document.size');
    expect(reasonOf({}, ofBytes(1))).toBe('mirrored');
  });
});

describe('client uploads', () => {
  const uploaded = sampleDocument({ creator: 'client' });

  it('are copied to the matter’s folder of uploads, beside their own place', () => {
    expect(placed(DEFAULT_POLICY, uploaded)).toMatchObject({
      folder: '/Matters/2026-0001-Reyes/Pleadings',
      copies: [{ purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'Complaint.pdf' }],
    });
  });

  it('are not copied where the firm does not want it, nor when the firm made them', () => {
    expect(placed(policyWith({ clientUploads: { enabled: false } }), uploaded).copies).toEqual([]);
    expect(placed(DEFAULT_POLICY, sampleDocument({ creator: null })).copies).toEqual([]);
  });

  it('are never copied when they are privileged', () => {
    const document = sampleDocument({ creator: 'client', category: { id: '1', name: 'Privileged' } });
    expect(placed(DEFAULT_POLICY, document)).toMatchObject({ access: 'restricted', copies: [] });
  });
});
