import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosignNote, generateKey, SIGNATURE, verifyExport, type Verification } from '../src/index.js';
import { documentExport, KEY, matterExport } from './trail.js';

/** Signed along by somebody the verifier does not know: that line may change, and says nothing either way. */
const stranger = generateKey('stranger.example', SIGNATURE.cosignature);

const verify = (files: ReadonlyMap<string, Buffer>): Verification =>
  verifyExport(files, { keys: [KEY.verifier] });

interface Sample {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly whole: Verification;
}

let samples: readonly Sample[];
beforeAll(async () => {
  const [document, matter] = [await documentExport(), await matterExport()];
  const note = document.get('checkpoint')?.toString('utf8') ?? '';
  document.set('checkpoint', Buffer.from(cosignNote(note, stranger, new Date(0))));
  samples = [document, matter].map((files) => ({ files, whole: verify(files) }));
});

/** Either the verifier says so, or it says exactly what it said of the whole export. */
function expectSeen({ files, whole }: Sample, name: string, changed: Buffer): void {
  const result = verify(new Map(files).set(name, changed));
  if (result.ok) expect(result).toEqual(whole);
  else expect(result.findings.length).toBeGreaterThan(0);
}

const flip = (bytes: Buffer, at: number, mask: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ mask, at);
  return copy;
};

const anyPlace = fc.record({ sample: fc.nat(1), file: fc.nat(), at: fc.nat() });

function placeIn({ sample, file, at }: { sample: number; file: number; at: number }) {
  const chosen = samples[sample] as Sample;
  const names = [...chosen.files.keys()].toSorted();
  const name = names[file % names.length] ?? '';
  const bytes = chosen.files.get(name) ?? Buffer.alloc(0);
  return { chosen, name, bytes, at: at % bytes.length };
}

describe('no byte of an export can change unseen', () => {
  it('and whole exports verify', () => {
    expect(samples.map(({ whole }) => whole.ok)).toEqual([true, true]);
  });

  it('whichever bits of whichever byte of whichever file are flipped', () => {
    fc.assert(
      fc.property(anyPlace, fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const { chosen, name, bytes, at } = placeIn(place);
        expectSeen(chosen, name, flip(bytes, at, mask));
      }),
      { numRuns: 600 },
    );
  });

  it('every byte of the signed and small files, one by one', () => {
    const [sample] = samples;
    for (const name of ['export.json', 'checkpoint', 'statement.json', 'earlier.jsonl', 'public-key.txt']) {
      const bytes = sample?.files.get(name) ?? Buffer.alloc(0);
      for (let at = 0; at < bytes.length; at += 1) expectSeen(sample as Sample, name, flip(bytes, at, 1));
    }
  });

  it('wherever a file is cut off, and whatever is put behind it or into it', () => {
    fc.assert(
      fc.property(
        anyPlace,
        fc.uint8Array({ minLength: 0, maxLength: 5 }),
        fc.boolean(),
        (place, added, cut) => {
          const { chosen, name, bytes, at } = placeIn(place);
          const tail = cut ? Buffer.alloc(0) : bytes.subarray(at);
          expectSeen(chosen, name, Buffer.concat([bytes.subarray(0, at), added, tail]));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('however the lines of its lists are shuffled, left out or doubled', () => {
    const lists = fc.constantFrom('events.jsonl', 'proofs.jsonl', 'earlier.jsonl', 'events.csv');
    fc.assert(
      fc.property(lists, fc.nat(1), fc.infiniteStream(fc.nat()), (name, which, chance) => {
        const chosen = samples[which] as Sample;
        const lines = (chosen.files.get(name)?.toString('utf8') ?? '').split('\n').slice(0, -1);
        const picked = lines.map(() => lines[(chance.next().value ?? 0) % lines.length] ?? '');
        expectSeen(chosen, name, Buffer.from(picked.map((line) => `${line}\n`).join('')));
      }),
      { numRuns: 150 },
    );
  });

  it('also where events and their proofs are taken, doubled and ordered together', () => {
    fc.assert(
      fc.property(fc.nat(1), fc.infiniteStream(fc.nat()), fc.nat(20), (which, chance, length) => {
        const chosen = samples[which] as Sample;
        const [events = [], proofs = []] = ['events.jsonl', 'proofs.jsonl'].map((name) =>
          (chosen.files.get(name)?.toString('utf8') ?? '').split('\n').slice(0, -1),
        );
        const places = Array.from({ length }, () => (chance.next().value ?? 0) % events.length);
        fc.pre(places.length !== events.length || places.some((place, index) => place !== index));
        const pick = (lines: readonly string[], more: readonly string[]): Buffer =>
          Buffer.from(
            [...places.map((place) => lines[place] ?? ''), ...more].map((line) => `${line}\n`).join(''),
          );
        const forged = new Map(chosen.files)
          .set('events.jsonl', pick(events, []))
          .set('proofs.jsonl', pick(proofs, proofs.slice(-1)));
        expect(verify(forged).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('a file that is gone is missed, each of them', () => {
    for (const { files } of samples) {
      for (const name of files.keys()) {
        const without = new Map(files);
        without.delete(name);
        expect(verify(without).findings).not.toEqual([]);
      }
    }
  });
});
