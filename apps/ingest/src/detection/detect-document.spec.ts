import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentSnapshot } from '@counterpart/contracts';
import { detectDocument, UNTOLD, type KnownDocument, type SeenDocument } from './detect-document.js';
import { seen, snapshot } from './samples.spec-data.js';

const known = (latest: DocumentSnapshot, trashedAt: string | null = null): KnownDocument => ({
  latest,
  trashedAt,
});
const [NOON, LATER] = ['2026-05-02T12:00:00.000Z', '2026-05-02T12:05:00.000Z'];
const names = (before: KnownDocument, now: SeenDocument): readonly string[] => {
  const finding = detectDocument(before, now);
  if (finding.kind === 'wait') return [finding.why];
  return finding.kind === 'facts' ? finding.facts.map(({ name }) => name) : [finding.kind];
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

  it('asks for the versions between where some may have been missed, and tells each in order', () => {
    const newest = snapshot({}, 5);
    expect(names(known(snapshot({}, 2)), seen(newest))).toEqual(['gap']);
    const versions = [5, 3, 1, 4, 2].map((number) => snapshot({}, number).version);
    const finding = detectDocument(known(snapshot({}, 2)), seen(newest, { versions }));
    expect(finding).toMatchObject({
      kind: 'facts',
      facts: [
        { name: 'DocumentVersionAdded', missed: { number: 3 } },
        { name: 'DocumentVersionAdded', missed: { number: 4 } },
        { name: 'DocumentVersionAdded' },
      ],
    });
  });

  it('tells the newest version where Clio no longer has those between', () => {
    expect(names(known(snapshot({}, 2)), seen(snapshot({}, 5), { versions: [] }))).toEqual([
      'DocumentVersionAdded',
    ]);
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
    expect(names(known(snapshot(), NOON), trashed)).toEqual([]);
    expect(names(UNTOLD, trashed)).toEqual([]);
  });

  it('tells that a trashed document is back, with its new version if it has one', () => {
    const back = { etag: '"back"', updatedAt: LATER };
    expect(names(known(snapshot(), NOON), seen(snapshot(back)))).toEqual(['DocumentRestored']);
    expect(names(known(snapshot(), NOON), seen(snapshot({ ...back, updatedAt: NOON })))).toEqual([
      'DocumentRestored',
    ]);
    expect(names(known(snapshot(), NOON), seen(snapshot(back, 2)))).toEqual([
      'DocumentRestored',
      'DocumentVersionAdded',
    ]);
  });

  it('believes no look that may be older than the deletion: a stale page restores nothing', () => {
    const before = snapshot({ updatedAt: NOON });
    expect(names(known(before, LATER), seen(before))).toEqual(['doubt']);
    const changed = { etag: '"c"', updatedAt: '2026-05-02T12:01:00.000Z' };
    expect(names(known(before, LATER), seen(snapshot(changed, 2)))).toEqual(['doubt']);
    expect(names(known(before, LATER), seen(before, { isFresh: true }))).toEqual(['DocumentRestored']);
  });

  it('takes no deletion that the document has come back from for a new one: a stale page trashes nothing', () => {
    const back = snapshot({ updatedAt: LATER });
    expect(names(known(back), seen(snapshot(), { trashedAt: NOON }))).toEqual([]);
    expect(names(known(back), seen(back, { trashedAt: LATER }))).toEqual(['DocumentTrashed']);
  });

  it('tells every version from the first one told to the highest, once and in order, however looks come', () => {
    const looksAt = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(looksAt, (looks) => {
        let before: KnownDocument = UNTOLD;
        const told: number[] = [];
        for (const version of looks) {
          const now = seen(snapshot({}, version));
          const versions = Array.from({ length: version }, (_, index) => snapshot({}, index + 1).version);
          const first = detectDocument(before, now);
          const finding = first.kind === 'gap' ? detectDocument(before, { ...now, versions }) : first;
          if (finding.kind !== 'facts' || finding.facts.length === 0) continue;
          for (const fact of finding.facts) {
            expect(fact.name).not.toBe('DocumentChanged');
            told.push(fact.name === 'DocumentVersionAdded' && fact.missed ? fact.missed.number : version);
          }
          before = known(now.snapshot);
        }
        const [lowest, highest] = [looks[0]!, Math.max(...looks)];
        expect(told).toEqual(Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index));
      }),
    );
  });
});
