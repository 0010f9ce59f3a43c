import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { place } from './place.js';
import { matches, privilegedBy, unreadMark } from './privileged.js';
import { policyWith, sampleDocument, sampleMatter, settledMatter } from './samples.spec-data.js';

const category = (name: string) => ({ category: { id: '1', name } });

describe('privilegedBy', () => {
  it.each(['Privileged', 'PRIVILEGED ', 'attorney-client'])('category %j marks a document', (name) => {
    expect(privilegedBy(DEFAULT_POLICY, sampleMatter(), sampleDocument(category(name)))).toEqual({
      rule: 'privileged.categories',
      on: name,
      gives: 'privileged',
    });
  });

  it('a custom field of the matter marks all of its documents', () => {
    const matter = sampleMatter({ customFields: [{ name: 'privilege', value: 'Attorney-Client' }] });
    expect(privilegedBy(DEFAULT_POLICY, matter, sampleDocument())?.rule).toBe(
      'privileged.customFields.Privilege',
    );
  });

  it('a pattern of the name marks it, whatever its case', () => {
    const policy = policyWith({ privileged: { names: ['*privileged*', 'memo ?.docx'] } });
    const marked = (name: string) => privilegedBy(policy, sampleMatter(), sampleDocument({ name })) !== null;
    expect(marked('Draft (PRIVILEGED).pdf')).toBe(true);
    expect(marked('Memo 3.docx')).toBe(true);
    expect(marked('Memo 33.docx')).toBe(false);
  });

  it.each(['Attorney‑Client', 'Attorney–Client', 'Priv\u00adileged', 'Privi\u200bleged', 'PRİVİLEGED'])(
    'category %j marks a document: how a name was typed opens nothing',
    (name) => {
      expect(privilegedBy(DEFAULT_POLICY, sampleMatter(), sampleDocument(category(name)))).not.toBeNull();
    },
  );

  it('a pattern with an extension marks a document that Clio shows without it', () => {
    const policy = policyWith({ privileged: { names: ['privileged*.pdf'] } });
    const document = sampleDocument({ name: 'Privileged memo', filename: 'scan0001.pdf' });
    expect(privilegedBy(policy, sampleMatter(), document)?.rule).toBe('privileged.names');
  });

  it('does not mark what no rule names', () => {
    expect(privilegedBy(DEFAULT_POLICY, sampleMatter(), sampleDocument())).toBeNull();
  });

  it('is limited to the matter types it names, and to all where it names none', () => {
    const tax = sampleMatter({ practiceArea: { id: '1', name: 'Tax' } });
    const document = sampleDocument(category('Privileged'));
    expect(privilegedBy(DEFAULT_POLICY, tax, document)).toBeNull();
    expect(privilegedBy(policyWith({ privileged: { matterTypes: [] } }), tax, document)).not.toBeNull();
  });

  it('looks at the matter’s type and at its practice area', () => {
    const policy = policyWith({ matterType: { from: 'custom-field', field: 'Kind' } });
    const matter = sampleMatter({
      practiceArea: { id: '1', name: 'Corporate' },
      customFields: [{ name: 'Kind', value: 'Investigation' }],
    });
    expect(privilegedBy(policy, matter, sampleDocument(category('Privileged')))).not.toBeNull();
  });

  it('covers a matter whose type nobody filled in: it fails closed', () => {
    const unknown = sampleMatter({ practiceArea: null });
    expect(privilegedBy(DEFAULT_POLICY, unknown, sampleDocument(category('Privileged')))).not.toBeNull();
  });

  it('covers a matter whose type is read from a field that is empty, whatever its practice area', () => {
    const policy = policyWith({ matterType: { from: 'custom-field', field: 'Kind' } });
    const corporate = sampleMatter({ practiceArea: { id: '1', name: 'Corporate' }, customFields: [] });
    expect(privilegedBy(policy, corporate, sampleDocument(category('Privileged')))).not.toBeNull();
  });
});

describe('place, of a privileged document', () => {
  it('lies below the restricted folder, and nowhere else', () => {
    expect(place(DEFAULT_POLICY, settledMatter(), sampleDocument(category('Privileged')))).toEqual({
      kind: 'place',
      access: 'restricted',
      folder: '/Privileged/2026-0001',
      name: 'Complaint.pdf',
      unmapped: null,
      copies: [],
      why: [
        { rule: 'privileged.categories', on: 'Privileged', gives: 'privileged' },
        { rule: 'privileged.folder', on: null, gives: '/Privileged' },
        { rule: 'privileged.matterFolder', on: '{MatterNumber}', gives: '2026-0001' },
      ],
    });
  });
});

describe('matches', () => {
  it('means what the same pattern means as a regular expression', () => {
    const letter = fc.constantFrom('a', 'b', '*', '?');
    const pattern = fc.array(letter, { maxLength: 7 }).map((letters) => letters.join(''));
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(pattern, text, (wild, words) => {
        const expression = new RegExp(`^${wild.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
        expect(matches(wild, words)).toBe(expression.test(words));
      }),
      { numRuns: 2000 },
    );
  });

  it('ends even where many stars meet a long text: a regular expression would not within this life', () => {
    expect(matches(`${'*a'.repeat(60)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});

describe('unreadMark', () => {
  const policy = policyWith({ privileged: { customFields: { Privilege: ['Yes'], Sealed: ['Yes'] } } });

  it('is the field that the matter was not read for, in whatever case', () => {
    const matter = sampleMatter({ customFields: [{ name: 'PRIVILEGE', value: null }] });
    expect(unreadMark(policy, matter)?.rule).toBe('privileged.customFields.Sealed');
  });

  it('is none where all were read, and none of a matter that the rule does not cover', () => {
    const read = ['Privilege', 'Sealed'].map((name) => ({ name, value: null }));
    expect(unreadMark(policy, sampleMatter({ customFields: read }))).toBeNull();
    expect(unreadMark(policy, sampleMatter({ practiceArea: { id: '1', name: 'Tax' } }))).toBeNull();
  });
});
