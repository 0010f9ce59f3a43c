import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentSnapshot } from '@counterpart/contracts';
import { detectDocument, UNTOLD, type KnownDocument, type SeenDocument } from './detect-document.js';
import { seen, snapshot } from './samples.spec-data.js';

const known = (latest: DocumentSnapshot, trashed = false): KnownDocument => ({ latest, trashed });
const names = (before: KnownDocument, now: SeenDocument): readonly string[] => {
  const finding = detectDocument(before, now);
  return finding.kind === 'facts' ? finding.facts.map(({ name }) => name) : [finding.why];
};

describe('detectDocument', () => {
  it('tells a document that is new', () => {
    expect(names(UNTOLD, seen(snapshot()))).toEqual(['DocumentAdded']);
  });

  it('waits while the bytes are still on their way into Clio', () => {
    expect(names(UNTOLD, seen(snapshot(), { fullyUploaded: false }))).toEqual(['UPLOAD_UNFINISHED']);
  });

  it('tells nothing twice', () => {
    expect(names(known(snapshot()), seen(snapshot()))).toEqual([]);
  });

  it('tells a later version', () => {
    expect(names(known(snapshot({}, 1)), seen(snapshot({}, 2)))).toEqual(['DocumentVersionAdded']);
  });

  it('does not let an older answer undo a newer one', () => {
    expect(names(known(snapshot({}, 3)), seen(snapshot({ name: 'Old name.pdf' }, 2)))).toEqual([]);
  });

  it('tells which details changed', () => {
    const now = snapshot({
      etag: '"x"',
      name: 'Answer.pdf',
      category: null,
      updatedAt: '2026-05-02T00:00:00Z',
    });
    expect(detectDocument(known(snapshot()), seen(now))).toEqual({
      kind: 'facts',
      facts: [{ name: 'DocumentChanged', changed: ['name', 'category'] }],
    });
  });

  it('takes only evidence for a deletion, and tells it once', () => {
    const trashed = seen(snapshot(), { trashedAt: '2026-05-02T00:00:00Z' });
    expect(names(known(snapshot()), trashed)).toEqual(['DocumentTrashed']);
    expect(names(known(snapshot(), true), trashed)).toEqual([]);
    expect(names(UNTOLD, trashed)).toEqual([]);
  });

  it('tells that a trashed document is back, with its new version if it has one', () => {
    expect(names(known(snapshot(), true), seen(snapshot()))).toEqual(['DocumentRestored']);
    expect(names(known(snapshot(), true), seen(snapshot({}, 2)))).toEqual([
      'DocumentRestored',
      'DocumentVersionAdded',
    ]);
  });

  it('tells every version number at most once and the highest for certain, in any order and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 }), (looks) => {
        let before: KnownDocument = UNTOLD;
        const told: number[] = [];
        for (const version of looks) {
          const now = seen(snapshot({}, version));
          const finding = detectDocument(before, now);
          if (finding.kind !== 'facts' || finding.facts.length === 0) continue;
          expect(finding.facts.map(({ name }) => name)).not.toContain('DocumentChanged');
          told.push(version);
          before = known(now.snapshot);
        }
        expect(new Set(told).size).toBe(told.length);
        expect(Math.max(...told)).toBe(Math.max(...looks));
      }),
    );
  });
});
