import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { policyWith, sampleDocument, sampleMatter } from './samples.spec-data.js';
import { versionPlace } from './version-name.js';

const version = (number: number) => ({ version: { ...sampleDocument().version, number } });

describe('versionPlace', () => {
  it('keeps a prior version beside the current file, with number and day', () => {
    const current = { folder: '/Matters/1/Pleadings', name: 'Complaint.pdf' };
    expect(versionPlace(DEFAULT_POLICY, sampleMatter(), sampleDocument(version(2)), current)).toEqual({
      folder: '/Matters/1/Pleadings/_Archive',
      name: 'Complaint_v2_20260501.pdf',
    });
  });

  it('keeps two documents of one name apart: the name in Dropbox counts', () => {
    const nameOf = (name: string) =>
      versionPlace(DEFAULT_POLICY, sampleMatter(), sampleDocument(version(2)), { folder: '/M', name }).name;
    expect(nameOf('Complaint (42).pdf')).toBe('Complaint (42)_v2_20260501.pdf');
  });

  it('follows the policy’s folder and pattern, and keeps the extension of a name that is too long', () => {
    const policy = policyWith({
      versions: { folder: 'Earlier', name: '{MatterNumber} {Name} v{Version|pad:3}' },
    });
    const current = { folder: `/Matters/${'f'.repeat(170)}`, name: `${'n'.repeat(80)}.docx` };
    const found = versionPlace(policy, sampleMatter(), sampleDocument(version(7)), current);
    expect(found.folder).toBe(`${current.folder}/Earlier`);
    expect(found.name).toMatch(/^2026-0001 n+ v007\.docx$/);
    expect(found.name.length).toBeLessThanOrEqual(60);
  });
});
