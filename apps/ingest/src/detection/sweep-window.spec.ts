import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sinceOf, throughOf } from './sweep-window.js';

const NOW = '2026-05-08T12:00:00.000Z';
const FROM = '2026-05-08T10:00:00.000Z';
const at = (time: string): string => `2026-05-08T${time}:00.000Z`;

describe('the next sweep asks', () => {
  it('from the newest change that was seen', () => {
    expect(throughOf(FROM, { newest: at('11:30'), heldBack: [] }, NOW)).toBe(at('11:30'));
  });

  it('from where this one began where nothing was seen: an empty list proves nothing', () => {
    expect(throughOf(FROM, { newest: null, heldBack: [] }, NOW)).toBe(FROM);
  });

  it('not from later than a change that could not be told yet', () => {
    expect(throughOf(FROM, { newest: at('11:30'), heldBack: [at('11:00')] }, NOW)).toBe(at('11:00'));
    expect(throughOf(FROM, { newest: at('11:30'), heldBack: [at('09:50')] }, NOW)).toBe(at('09:50'));
  });

  it('from where this one began where the time of a change is hidden', () => {
    expect(throughOf(FROM, { newest: at('11:30'), heldBack: [null] }, NOW)).toBe(FROM);
  });

  it('from a change that could not be told, however long that lasts', () => {
    const heldBack = ['2026-05-01T00:00:00.000Z'];
    expect(throughOf(FROM, { newest: at('11:30'), heldBack }, NOW)).toBe(heldBack[0]);
  });

  it('never from later than what was seen, whatever was seen', () => {
    const instant = fc
      .integer({ min: Date.parse('2026-05-06T00:00:00Z'), max: Date.parse('2026-05-09T00:00:00Z') })
      .map((time) => new Date(time).toISOString());
    fc.assert(
      fc.property(instant, fc.array(instant), fc.array(instant), (from, seen, heldBack) => {
        const newest = seen.toSorted().at(-1) ?? null;
        const through = throughOf(from, { newest, heldBack }, NOW);
        const latest = newest !== null && newest > from ? newest : from;
        expect(through <= latest).toBe(true);
        expect(through <= NOW).toBe(true);
        expect(heldBack.every((held) => through <= held)).toBe(true);
      }),
    );
  });

  it('never from later than this one began: what it saw last may be newer than what changed behind it', () => {
    expect(throughOf(FROM, { newest: at('12:40'), heldBack: [] }, NOW)).toBe(NOW);
    expect(throughOf('2099-01-01T00:00:00.000Z', { newest: null, heldBack: [null] }, NOW)).toBe(NOW);
  });

  it('with overlap', () => {
    expect(sinceOf(FROM, 900_000)).toBe(at('09:45'));
  });
});
