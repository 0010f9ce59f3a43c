import type { TestedDocument, TestSyncReport } from './test-sync.handler.js';

/** What came of a test sync, in a sentence or two. */
export function testSyncWords({
  displayNumber,
  counts,
  bytes,
  seconds,
  folder,
  holds,
}: TestSyncReport): string {
  const due = counts.documents - counts['left-out'];
  const verdict = holds
    ? `Every document that is to be mirrored lies below ${folder}, compared byte for byte by its content hash.`
    : `Not every document came through: see below.`;
  return [
    `Matter ${displayNumber}: ${counts.verified} of ${due} documents verified, ${counts['left-out']} left out, ${megabytes(bytes)} MB in ${seconds.toFixed(1)} s.`,
    verdict,
  ].join('\n');
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

export const TEST_SYNC_HEADING = ['what', 'document', 'where', 'reason'];

/** The documents as rows: what needs a person first. */
export const testSyncRows = ({ documents }: TestSyncReport): readonly (readonly string[])[] =>
  documents
    .toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome))
    .map(({ outcome, document, name, path, reason }) => [
      outcome,
      `${document} ${name}`,
      path ?? '',
      reason ?? '',
    ]);

const ORDER: readonly TestedDocument['outcome'][] = ['failed', 'conflict', 'left-out', 'verified'];
