import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenEvent } from './golden-events.spec-data.js';
import { FirmId, matterStream, documentStream, DocumentId, MatterId } from './ids.js';
import { EVENTS, type EventName } from './registry.js';
import { namesIn } from './told-names.js';
import { placeOf, subjectOf, workReference, workStream } from './work-subject.js';

const FIRM = FirmId.parse('reyes-partners');
const place = { consumer: 'uploader.stage', topic: 'router.decisions.v1', partition: 3, offset: '42' };

describe('a reference to work', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (partition, offset) => {
        const one = { ...place, partition: partition % 1_000_000, offset: String(offset) };
        expect(placeOf(workReference(one))).toEqual(one);
      }),
    );
  });

  it.each(['', '42', 'router.decisions.v1/3/42', 'a/b/c/d', 'a/b/1/2/3', 'a b/c/1/2', '/b/1/2'])(
    'is not %j',
    (text) => {
      expect(placeOf(text)).toBeUndefined();
    },
  );
});

describe('what an event is about', () => {
  it.each(['DocumentAdded', 'DocumentRouted', 'DocumentMirrored', 'WorkParked'] as const)(
    'is told by %s: its document and matter',
    (name) => {
      expect(subjectOf(goldenEvent(name))).toEqual({ document: '501', matter: '77' });
    },
  );

  it('is found in every event, as ids or as nothing', () => {
    for (const name of Object.keys(EVENTS) as EventName[]) {
      for (const id of Object.values(subjectOf(goldenEvent(name)))) {
        expect(id === null || typeof id === 'string').toBe(true);
      }
    }
  });

  it('is nothing for a record that is no event', () => {
    expect(subjectOf(null)).toEqual({ document: null, matter: null });
  });

  it('chooses the stream: the document’s, else the matter’s, else one of the record’s own', () => {
    const [document, matter] = [DocumentId.parse('501'), MatterId.parse('77')];
    expect(workStream(FIRM, { document, matter }, place)).toBe(documentStream(FIRM, document));
    expect(workStream(FIRM, { document: null, matter }, place)).toBe(matterStream(FIRM, matter));
    expect(workStream(FIRM, { document: null, matter: null }, place)).toBe(
      'dead-reyes-partners-uploader.stage-router.decisions.v1-3-42',
    );
  });
});

it('names are those that the story told last', () => {
  const story = [goldenEvent('MatterRegistered'), goldenEvent('DocumentAdded'), goldenEvent('WorkParked')];
  expect(namesIn(story)).toEqual({
    documentName: 'Motion to Dismiss — “Müller”.pdf',
    matterNumber: '2026-0001-Reyes',
    clientName: 'O’Brien & Sons 🏛',
  });
  expect(namesIn([])).toEqual({ documentName: null, matterNumber: null, clientName: null });
});
