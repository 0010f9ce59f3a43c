import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirmId, type DocumentSnapshot, type Event } from '@counterpart/contracts';
import {
  detectDocument,
  evolveKnown,
  UNTOLD,
  type KnownDocument,
  type SeenDocument,
} from './detect-document.js';
import { documentEvent } from './fact-events.js';
import { seen, snapshot } from './samples.spec-data.js';

const known = (latest: DocumentSnapshot, trashedAt: string | null = null): KnownDocument => ({
  latest,
  trashedAt,
});
const [NOON, LATER] = ['2026-05-02T12:00:00.000Z', '2026-05-02T12:05:00.000Z'];
const names = (before: KnownDocument, now: SeenDocument): readonly string[] => {
  const finding = detectDocument(before, now);
  if (finding.kind !== 'facts') return [finding.kind];
  const told = finding.facts.map(({ name }) => name);
  return finding.isUnfinished === true ? [...told, 'UPLOAD_UNFINISHED'] : told;
};
const versionsOf = (...numbers: readonly number[]) =>
  numbers.map((number) => {
    const { version, filename } = snapshot({ filename: `scan ${number}.pdf` }, number);
    return { version, filename };
  });
const toldBy = (before: KnownDocument, now: SeenDocument): readonly string[] => {
  const finding = detectDocument(before, now);
  if (finding.kind !== 'facts') return [finding.kind];
  const events = finding.facts.map((fact) => documentEvent(FirmId.parse('hartwell'), fact, now));
  return events.map(({ name, data }) => {
    const told = 'document' in data ? data.document : undefined;
    return typeof told === 'object' ? `${name} ${told.version.number}` : name;
  });
};

describe('detectDocument', () => {
  it('tells a document that is new', () => {
    expect(names(UNTOLD, seen(snapshot()))).toEqual(['DocumentAdded']);
  });

  it('waits while the bytes are still on their way into Clio', () => {
    expect(names(UNTOLD, seen(snapshot(), { fullyUploaded: false }))).toEqual(['UPLOAD_UNFINISHED']);
  });

  it('tells a document from its first version on, where it had several before anybody looked', () => {
    const newest = snapshot({}, 3);
    expect(names(UNTOLD, seen(newest))).toEqual(['gap']);
    expect(toldBy(UNTOLD, seen(newest, { versions: versionsOf(3, 1, 2) }))).toEqual([
      'DocumentAdded 1',
      'DocumentVersionAdded 2',
      'DocumentVersionAdded 3',
    ]);
  });

  it('tells each version under the name of its own file: the newest may have been uploaded without an extension', () => {
    const newest = seen(snapshot({ filename: 'scan' }, 2), { versions: versionsOf(1, 2) });
    expect(detectDocument(UNTOLD, newest)).toMatchObject({
      facts: [{ name: 'DocumentAdded', of: { filename: 'scan 1.pdf' } }, { name: 'DocumentVersionAdded' }],
    });
  });

  it('tells the newest version alone where Clio has none of the earlier ones any more', () => {
    expect(toldBy(UNTOLD, seen(snapshot({}, 3), { versions: versionsOf(3) }))).toEqual(['DocumentAdded 3']);
    expect(toldBy(UNTOLD, seen(snapshot({}, 3), { versions: [] }))).toEqual(['DocumentAdded 3']);
  });

  describe('behind an upload that is under way, perhaps for ever,', () => {
    const uploading = (number: number, details: Partial<DocumentSnapshot> = {}, whole?: readonly number[]) =>
      seen(snapshot({ filename: 'scan.tif', ...details }, number), {
        fullyUploaded: false,
        ...(whole === undefined ? {} : { versions: versionsOf(...whole) }),
      });

    it('tells the versions that are whole, and waits for the newest', () => {
      expect(names(UNTOLD, uploading(3))).toEqual(['gap']);
      expect(names(UNTOLD, uploading(3, {}, [1, 2]))).toEqual([
        'DocumentAdded',
        'DocumentVersionAdded',
        'UPLOAD_UNFINISHED',
      ]);
      expect(toldBy(UNTOLD, uploading(3, {}, [1, 2]))).toEqual(['DocumentAdded 1', 'DocumentVersionAdded 2']);
      expect(toldBy(known(snapshot({}, 1)), uploading(4, {}, [1, 3]))).toEqual(['DocumentVersionAdded 3']);
      expect(names(UNTOLD, uploading(2, {}, []))).toEqual(['UPLOAD_UNFINISHED']);
      expect(names(known(snapshot({}, 1)), uploading(2))).toEqual(['UPLOAD_UNFINISHED']);
    });

    it('tells what else changed, of the version told last: it may be privileged by now', () => {
      const now = uploading(2, { category: { id: '9', name: 'Privileged' } });
      const finding = detectDocument(known(snapshot({}, 1)), now);
      expect(finding).toMatchObject({
        isUnfinished: true,
        facts: [{ name: 'DocumentChanged', changed: ['category'], of: { filename: 'Complaint.pdf' } }],
      });
      expect(toldBy(known(snapshot({}, 1)), now)).toEqual(['DocumentChanged 1']);
    });

    it('tells that it came back from the trash', () => {
      expect(names(known(snapshot({}, 1), NOON), uploading(2, { updatedAt: LATER }))).toEqual([
        'DocumentRestored',
        'UPLOAD_UNFINISHED',
      ]);
      expect(names(known(snapshot({}, 1), LATER), uploading(2, { updatedAt: NOON }))).toEqual(['doubt']);
    });
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
    const versions = versionsOf(5, 3, 1, 4, 2);
    expect(toldBy(known(snapshot({}, 2)), seen(newest, { versions }))).toEqual([
      'DocumentVersionAdded 3',
      'DocumentVersionAdded 4',
      'DocumentVersionAdded 5',
    ]);
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

  it('tells every version from the first to the highest that is whole, once and in order, however looks come', () => {
    const look = fc.record({ version: fc.integer({ min: 1, max: 6 }), fullyUploaded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 30 }), (looks) => {
        let before: KnownDocument = UNTOLD;
        const told: string[] = [];
        for (const { version, fullyUploaded } of looks) {
          const now = seen(snapshot({}, version), { fullyUploaded });
          const numbers = Array.from({ length: fullyUploaded ? version : version - 1 }, (_, n) => n + 1);
          const first = detectDocument(before, now);
          const finding =
            first.kind === 'gap'
              ? detectDocument(before, { ...now, versions: versionsOf(...numbers) })
              : first;
          if (finding.kind !== 'facts') throw new TypeError(`${finding.kind} is no finding`);
          for (const fact of finding.facts) {
            const event = documentEvent(FirmId.parse('hartwell'), fact, now) as unknown as Event;
            before = evolveKnown(before, event);
            told.push(`${fact.name} ${before.latest?.version.number ?? 0}`);
          }
        }
        const highest = Math.max(...looks.map((one) => (one.fullyUploaded ? one.version : one.version - 1)));
        expect(told).toEqual(
          Array.from({ length: highest }, (_, n) =>
            n === 0 ? 'DocumentAdded 1' : `DocumentVersionAdded ${n + 1}`,
          ),
        );
      }),
    );
  });
});
