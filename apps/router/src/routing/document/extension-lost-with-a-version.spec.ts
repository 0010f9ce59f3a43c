import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, NamespaceId } from '@counterpart/contracts';
import { evolve, UNSEEN } from './document-course.js';
import { UNKNOWN_MATTER } from '../matter/matter-course.js';
import { nextMove } from '../moves/next-move.js';
import { sampleDocument, sampleMatter, told } from '../samples.spec-data.js';

/*
 * A paralegal uploads a new version of “Complaint” to Clio from a scanner, under the file name “scan”. Clio shows the name
 * of the newest file, which has no extension. The counterpart was renamed from “Complaint.pdf” to “Complaint”, and nobody
 * could open it with a double click any more.
 */
const SHOWN = { name: 'Complaint', filename: 'complaint-final.pdf' };
const SCAN = { name: 'Complaint', filename: 'scan' };
const FOLDER = '/Matters/2026-0001-Reyes/Pleadings';

function mirroredUnder(name: string) {
  const document = sampleDocument(SHOWN);
  const { id, version } = document;
  const matter = document.matter!;
  const placement = { folder: FOLDER, name, disambiguated: false };
  const added = told('DocumentAdded', { document });
  const routed = told('DocumentRouted', {
    document: id,
    matter,
    version: { id: version.id, number: 1, size: version.size },
    placement,
    replaces: null,
    counterpart: null,
    clientModified: null,
    policyVersion: 0,
    attempt: 1,
  });
  const mirrored = told('DocumentMirrored', {
    document: id,
    matter,
    routed: routed.id,
    versionNumber: 1,
    namespace: NamespaceId.parse('7'),
    path: `${FOLDER}/${name}`,
    counterpart: 'id:abc',
    rev: 'aaaaaaaaa',
    size: 1024,
    contentHash: 'c',
    sha256: 's',
    how: 'written',
  });
  return [added, routed, mirrored];
}

const matter = { ...UNKNOWN_MATTER, snapshot: sampleMatter(), folder: '/Matters/2026-0001-Reyes' };
const moveAfter = (...events: Parameters<typeof evolve>[1][]) => {
  const course = [...mirroredUnder('Complaint.pdf'), ...events].reduce(evolve, UNSEEN);
  return nextMove({ policy: DEFAULT_POLICY, matter, course, restricted: [], onHold: false });
};

describe('a document whose new version was uploaded under a name without an extension', () => {
  const scanned = told('DocumentVersionAdded', { document: sampleDocument(SCAN, 2) });

  it('keeps its counterpart’s name', () => {
    expect(moveAfter(scanned)).toBeNull();
    const document = sampleDocument(SCAN, 2);
    expect(moveAfter(scanned, told('DocumentChanged', { document, changed: ['filename'] }))).toBeNull();
  });

  it('takes the extension along when it is renamed', () => {
    const document = sampleDocument({ ...SCAN, name: 'Amended complaint' }, 2);
    expect(moveAfter(scanned, told('DocumentChanged', { document, changed: ['name'] }))).toMatchObject({
      name: 'Amended complaint.pdf',
    });
  });

  it('takes the extension of a later version that has one', () => {
    const document = sampleDocument({ ...SCAN, filename: 'complaint.docx' }, 3);
    expect(moveAfter(scanned, told('DocumentVersionAdded', { document }))).toMatchObject({
      name: 'Complaint.docx',
    });
  });
});
