import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingText } from './growing-text.js';

const textOf = (text: GrowingText): string => Buffer.concat([...text.pieces()]).toString('utf8');

describe('a text that grows', () => {
  it('is what was added, in its order, each time it is asked for', () => {
    const lines = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40_000 })));
    fc.assert(
      fc.property(lines, (added) => {
        const text = new GrowingText();
        for (const [line, times] of added) text.add(line.repeat(times).slice(0, 300_000));
        const whole = added.map(([line, times]) => line.repeat(times).slice(0, 300_000)).join('');
        // A pair of surrogates that was cut is not UTF-8 text.
        const expected = Buffer.from(whole).toString('utf8');
        expect(Buffer.from(textOf(text)).equals(Buffer.from(expected)) || !whole.isWellFormed()).toBe(true);
        expect(textOf(text)).toBe(textOf(text));
      }),
      { numRuns: 40 },
    );
  });

  it('holds the proofs of 20,000 files, 34 MB of text, in less than 14 MB', () => {
    const text = new GrowingText();
    const hashOf = (name: string): string => createHash('sha256').update(name).digest('base64');
    let bytes = 0;
    for (let leaf = 0; leaf < 20_000; leaf += 1) {
      const path = Array.from({ length: 17 }, (_, level) => hashOf(`${level} ${leaf >> level}`));
      const event = { id: hashOf(`id ${leaf}`), sha256: hashOf(`file ${leaf}`), name: 'DocumentMirrored' };
      const line = JSON.stringify({ path: `Pleadings/Filing ${leaf}.pdf`, proof: { event, leaf, path } });
      bytes += Buffer.byteLength(line.padEnd(1700));
      text.add(line.padEnd(1700));
    }
    expect(bytes).toBeGreaterThan(33e6);
    expect(text.heldBytes).toBeLessThan(14e6);
  });
});
