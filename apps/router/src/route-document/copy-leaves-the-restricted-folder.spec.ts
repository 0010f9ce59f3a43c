import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, FirmId, type Placement } from '@counterpart/contracts';
import { UNSEEN } from '../routing/document/document-course.js';
import { UNKNOWN_MATTER } from '../routing/matter/matter-course.js';
import { sampleDocument, sampleMatter } from '../routing/ground/samples.spec-data.js';
import type { Scene } from './document-looks.js';
import { plannedCopies } from './moving-steps.js';

/*
 * A client’s upload was marked privileged before its copy was made: the copy was withheld, and the document locked away.
 * When the mark was taken off, the copy was made out of the restricted folder into the client’s own, and nobody had
 * confirmed that anything may leave it.
 */

const MATTER = '/Matters/2026-0001-Reyes';
const OWED = { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'Complaint.pdf' } as const;

function copiesOf(folder: string, restricted: readonly string[] = []) {
  const placement: Placement = { folder, name: 'Complaint.pdf', disambiguated: false };
  const counterpart = { id: 'id:a', rev: 'a', versionNumber: 1, size: 1, contentHash: 'c', policyVersion: 0 };
  const scene: Scene = {
    firm: FirmId.parse('hartwell'),
    policy: DEFAULT_POLICY,
    matter: { ...UNKNOWN_MATTER, snapshot: sampleMatter(), folder: MATTER },
    course: {
      ...UNSEEN,
      versions: [sampleDocument({ creator: 'client' })],
      counterpart: { ...counterpart, placement },
      owed: [OWED],
    },
    restricted,
    onHold: false,
  };
  return plannedCopies(scene);
}

describe('a copy that a client’s upload is owed', () => {
  it('is made where the document lies open', () => {
    expect(copiesOf(`${MATTER}/Pleadings`)).toHaveLength(1);
  });

  it('is not made out of the restricted folder, marked or not', () => {
    expect(copiesOf('/Privileged/2026-0001')).toEqual([]);
  });

  it('is not made out of a folder that was the restricted one under an earlier policy', () => {
    expect(copiesOf('/Locked/2026-0001', ['/Locked', '/Privileged'])).toEqual([]);
  });
});
