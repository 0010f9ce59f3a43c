import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingText } from './growing-text.js';

const textOf = (text: GrowingText): string => Buffer.concat([...text.pieces()]).toString('utf8');

describe('a text that grows', () => {
  it('is what was added, in its order, each time it is asked for', () => {
    // Letters of one to four bytes of UTF-8, in lines far shorter and longer than a piece.
    const letter = fc.constantFrom('a', 'é', '漢', '𝒳');
    const lines = fc.array(fc.tuple(letter, fc.integer({ min: 0, max: 100_000 })), { maxLength: 12 });
    fc.assert(
      fc.property(lines, (added) => {
        const text = new GrowingText();
        for (const [one, times] of added) text.add(one.repeat(times));
        const whole = added.map(([one, times]) => one.repeat(times)).join('');
        expect(textOf(text) === whole).toBe(true);
        expect(textOf(text) === whole).toBe(true);
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
