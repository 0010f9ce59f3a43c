import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyExport, type FindingCode } from '../src/index.js';
import { aTrail, documentExport, KEY, matterExport, Trail } from './trail.js';

const keys = [KEY.verifier];
const EVENTS = 'events.jsonl';

let samples: readonly ReadonlyMap<string, Buffer>[];
beforeAll(async () => {
  samples = [await documentExport(), await matterExport()];
});

/** Events of either sample, and places among them. */
const anySample = fc.nat(1);
const linesOf = (which: number, name = EVENTS): string[] =>
  (samples[which]?.get(name)?.toString('utf8') ?? '').split('\n').slice(0, -1);

/** The codes of one sample with other lines in one or more of its files. */
function codesWith(
  which: number,
  changed: Readonly<Record<string, readonly string[]>>,
): readonly FindingCode[] {
  const files = new Map(samples[which]);
  for (const [name, lines] of Object.entries(changed)) {
    files.set(name, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  }
  return [...new Set(verifyExport(files, { keys }).findings.map(({ code }) => code))];
}

describe('whatever is done to the events is told', () => {
  it('another time in any of them: EVENT_REDATED', () => {
    const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anySample, fc.nat(), time, (which, at, other) => {
        const lines = linesOf(which);
        const place = at % lines.length;
        const line = lines[place] ?? '';
        const redated = line.replace(
          /"time":"[^"]+"(?=,"traceparent"|,"type")/,
          `"time":"${other.toISOString()}"`,
        );
        fc.pre(redated !== line);
        expect(codesWith(which, { [EVENTS]: lines.with(place, redated) })).toEqual(['EVENT_REDATED']);
      }),
    );
  });

  it('another value of any member of any of them: EVENT_ALTERED', () => {
    const member = fc.constantFrom(
      'actor',
      'firm',
      'correlationid',
      'causationid',
      'sequence',
      'subject',
      'source',
    );
    fc.assert(
      fc.property(anySample, fc.nat(), member, fc.string(), (which, at, name, value) => {
        const lines = linesOf(which);
        const place = at % lines.length;
        const event = JSON.parse(lines[place] ?? '') as Record<string, unknown>;
        fc.pre(event[name] !== value);
        const altered = JSON.stringify({ ...event, [name]: value });
        expect(codesWith(which, { [EVENTS]: lines.with(place, altered) })).toEqual(['EVENT_ALTERED']);
      }),
    );
  });

  it('some left out: EVENT_DROPPED, or EVENTS_TRUNCATED where they are the last; with their proofs: EVENT_DROPPED', () => {
    fc.assert(
      fc.property(anySample, fc.infiniteStream(fc.boolean()), (which, keep) => {
        const lines = linesOf(which);
        const kept = lines.map(() => keep.next().value === true);
        fc.pre(kept.includes(false));
        const some = <Item>(items: readonly Item[]): Item[] =>
          items.filter((_, place) => kept[place] ?? true);
        const isHead = kept.lastIndexOf(true) < kept.indexOf(false);
        const code = isHead ? 'EVENTS_TRUNCATED' : 'EVENT_DROPPED';
        expect(codesWith(which, { [EVENTS]: some(lines) })).toEqual([code]);
        const proofs = some(linesOf(which, 'proofs.jsonl'));
        const codes = codesWith(which, { [EVENTS]: some(lines), 'proofs.jsonl': proofs });
        expect(codes).toEqual(proofs.length > 1 ? ['EVENT_DROPPED'] : ['EXPORT_FILE_BROKEN']);
      }),
    );
  });

  it('any two swapped, alone or with their proofs: EVENTS_SWAPPED', () => {
    fc.assert(
      fc.property(anySample, fc.nat(), fc.nat(), (which, one, two) => {
        const lines = linesOf(which);
        const [here, there] = [one % lines.length, two % lines.length];
        fc.pre(here !== there);
        const swap = (items: readonly string[]): string[] =>
          items.with(here, items[there] ?? '').with(there, items[here] ?? '');
        expect(codesWith(which, { [EVENTS]: swap(lines) })).toEqual(['EVENTS_SWAPPED']);
        const proofs = swap(linesOf(which, 'proofs.jsonl'));
        expect(codesWith(which, { [EVENTS]: swap(lines), 'proofs.jsonl': proofs })).toEqual([
          'EVENTS_SWAPPED',
        ]);
      }),
    );
  });
});

describe('whoever rewrites history under the log’s own key', () => {
  it('is found out by anybody who holds a checkpoint of the other history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(14), fc.string({ minLength: 1 }), async (at, forgery) => {
        const rewritten = new Trail();
        for (const [place, body] of aTrail().bodies.entries()) {
          rewritten.add(place === at ? Buffer.from(forgery) : body);
        }
        const held = [Buffer.from(await rewritten.note())];
        const { findings } = verifyExport(await documentExport(), { keys, held });
        expect(findings.map(({ code }) => code)).toEqual(['LOG_FORKED']);
      }),
      { numRuns: 30 },
    );
  });
});
