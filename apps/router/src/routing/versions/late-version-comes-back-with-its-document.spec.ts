import { expect, it } from 'vitest';
import { DEFAULT_POLICY, type Event } from '@counterpart/contracts';
import { added, fold, MATTER, mirrored, placement, routed } from '../document-events.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';
import { sampleDocument, told } from '../samples.spec-data.js';

/* A document lay in Clio’s trash while a late version of it was asked for. It came back, and that version was never asked for again. */

const third = routed(3);
const { document, matter } = third.data;
const { version } = sampleDocument({}, 1);

const found = told('EarlierVersionsFound', { document, matter, versions: [{ version, filename: null }] });
const planned = told('VersionArchivePlanned', {
  document,
  matter,
  version: { id: version.id, number: 1 },
  counterpart: 'id:abc',
  rev: null,
  size: 1024,
  contentHash: null,
  to: { folder: `${placement.folder}/_Archive`, name: 'Complaint_v1.pdf', disambiguated: false },
  policyVersion: 0,
});
const missing = told('VersionArchived', {
  document,
  matter,
  planned: planned.id,
  versionNumber: 1,
  kept: null,
  how: 'unavailable',
  current: null,
  handEdit: null,
});
const trashed = told('DocumentTrashed', { document, matter, trashedAt: '2026-05-02T10:00:00Z' });
const restored = told('DocumentRestored', { document: sampleDocument({}, 3) });

const lateSteps = (...events: readonly Event[]) =>
  nextSteps({ policy: DEFAULT_POLICY, matter: MATTER, course: fold(...events), restricted: [] }).filter(
    ({ kind }) => kind === 'keep-late',
  );

it('a version that Clio had no more is asked for again when its document comes back from the trash', () => {
  const asked = [added(3), third, mirrored(third), found, planned];
  expect(lateSteps(...asked, missing)).toEqual([]);
  expect(lateSteps(...asked, trashed, missing)).toEqual([]);
  expect(lateSteps(...asked, trashed, missing, restored)).toMatchObject([
    { prior: { version: { number: 1 } } },
  ]);
  expect(lateSteps(...asked, missing, trashed, restored)).toHaveLength(1);
});
