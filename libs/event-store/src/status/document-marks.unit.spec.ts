import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeEvent, DocumentId, FirmId, type Event, type EventName } from '@counterpart/contracts';
import { evolveMarks, UNMARKED, type DocumentMarks } from './document-marks.js';
import { evolveStatus, type DocumentStatus } from './document-status.js';

const document = DocumentId.parse('501');

/** Only what the fold reads: complete events are the contracts’ business. */
const event = (name: EventName, data: object): Event =>
  ({
    name,
    firm: FirmId.parse('reyes'),
    time: '2026-11-24T09:00:00.000Z',
    data: { document, matter: '77', ...data },
  }) as unknown as Event;
const added = (number: number, matter = '77'): Event =>
  event(number === 1 ? 'DocumentAdded' : 'DocumentVersionAdded', {
    document: { id: document, matter, version: { number } },
  });
const skipped = (versionNumber: number): Event =>
  event('DocumentSkipped', { versionNumber, reason: 'FILTERED' });

function fold(events: readonly Event[]): DocumentMarks {
  let [status, marks]: [DocumentStatus | undefined, DocumentMarks] = [undefined, UNMARKED];
  for (const one of events) {
    status = evolveStatus(status, one);
    if (status !== undefined) marks = evolveMarks(marks, one, status);
  }
  return marks;
}

it.each([
  ['nothing special', [added(1)], { matter: '77', reason: null, trashed: false }],
  ['why it is skipped', [added(1), skipped(1)], { reason: 'FILTERED' }],
  ['not why an older version was skipped', [added(1), added(2), skipped(1)], { reason: null }],
  ['no reason any more once a later version comes', [added(1), skipped(1), added(2)], { reason: null }],
  [
    'why it was given up',
    [added(1), event('WorkDeadLettered', { code: 'DROPBOX_FULL', consumer: 'uploader.stage' })],
    { reason: 'DROPBOX_FULL' },
  ],
  ['that it lies in the trash', [added(1), event('DocumentTrashed', {})], { trashed: true }],
  [
    'that it was taken back',
    [
      added(1),
      event('DocumentTrashed', {}),
      event('DocumentRestored', { document: { id: document, matter: '78' } }),
    ],
    { trashed: false, matter: '78' },
  ],
  [
    'the matter it was moved to',
    [added(1), event('DocumentChanged', { document: { id: document, matter: '78' } })],
    { matter: '78' },
  ],
] as const)('a document’s marks tell %s', (_, events, expected) => {
  expect(fold(events)).toMatchObject(expected);
});

const STREAMS = new URL('../../../contracts/golden-streams/', import.meta.url);

it.each(readdirSync(STREAMS))('tell a reason only where it is skipped or given up, all along %s', (file) => {
  const lines = readFileSync(new URL(file, STREAMS), 'utf8').split('\n').slice(0, -1);
  let [status, marks]: [DocumentStatus | undefined, DocumentMarks] = [undefined, UNMARKED];
  for (const one of lines.map((line) => decodeEvent(Buffer.from(line)))) {
    status = evolveStatus(status, one);
    if (status === undefined) continue;
    marks = evolveMarks(marks, one, status);
    expect(marks.reason !== null).toBe(status.state === 'skipped' || status.state === 'dead');
  }
});
