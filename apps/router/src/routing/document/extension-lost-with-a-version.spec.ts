import { describe, expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { moveAfter } from '../ground/decisions.spec-data.js';
import { changed, mirrored, routed, versionAdded } from '../ground/document-events.spec-data.js';
import { sampleDocument, told } from '../ground/samples.spec-data.js';

/*
 * A paralegal uploads a new version of “Complaint” to Clio from a scanner, under the file name “scan”. Clio shows the name
 * of the newest file, which has no extension. The counterpart was renamed from “Complaint.pdf” to “Complaint”, and nobody
 * could open it with a double click any more.
 */
const SHOWN = { name: 'Complaint', filename: 'complaint-final.pdf' };
const SCAN = { name: 'Complaint', filename: 'scan' };

const route = routed(1);
const lies = [told('DocumentAdded', { document: sampleDocument(SHOWN) }), route, mirrored(route)];
const moveThen = (...events: readonly Event[]) => moveAfter(...lies, ...events);

describe('a document whose new version was uploaded under a name without an extension', () => {
  const scanned = versionAdded(2, SCAN);

  it('keeps its counterpart’s name', () => {
    expect(moveThen(scanned)).toBeNull();
    expect(moveThen(scanned, changed(SCAN, 2))).toBeNull();
  });

  it('takes the extension along when it is renamed', () => {
    expect(moveThen(scanned, changed({ ...SCAN, name: 'Amended complaint' }, 2))).toMatchObject({
      name: 'Amended complaint.pdf',
    });
  });

  it('takes the extension of a later version that has one', () => {
    expect(moveThen(scanned, versionAdded(3, { ...SCAN, filename: 'complaint.docx' }))).toMatchObject({
      name: 'Complaint.docx',
    });
  });
});
