import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRM_BOOK } from '../firm-book.js';
import { AWKWARD_NAMES } from './awkward-names.js';
import { planDocuments } from './plan-documents.js';
import { KIB, LARGEST, MIB } from './size-law.js';

const seeds = fc.integer({ min: 0, max: 1_000_000 });

function placeKey(plan: { matterIndex: number; category: string | null; name: string }): string {
  return JSON.stringify([plan.matterIndex, plan.category, plan.name]);
}

describe('planning documents', () => {
  it('gives exactly as many as asked, in order, and the same again for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), seeds, (count, seed) => {
        const plans = planDocuments({ count, seed });
        expect(plans.map((plan) => plan.index)).toEqual(Array.from({ length: count }, (_, at) => at));
        expect(planDocuments({ count, seed })).toEqual(plans);
      }),
      { numRuns: 40 },
    );
  });

  it('gives other documents for another seed', () => {
    const stamps = (seed: number) => planDocuments({ count: 20, seed }).map((plan) => plan.stamp);
    expect(new Set([...stamps(1), ...stamps(2)]).size).toBe(40);
  });

  it('holds every awkward name from 50 documents on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 400 }), seeds, (count, seed) => {
        const present = planDocuments({ count, seed }).map(placeKey);
        for (const awkward of AWKWARD_NAMES) {
          const wanted = AWKWARD_NAMES.filter((other) => placeKey(other) === placeKey(awkward)).length;
          expect(present.filter((key) => key === placeKey(awkward))).toHaveLength(wanted);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('lets only awkward names collide, once case and Unicode form are ignored', () => {
    const plans = planDocuments({ count: 2000, seed: 11 });
    const awkward = new Set(AWKWARD_NAMES.map(placeKey));
    const folded = plans
      .filter((plan) => !awkward.has(placeKey(plan)))
      .map((plan) => plan.name.toLowerCase());
    expect(new Set(folded).size).toBe(folded.length);
  });

  it('has exactly one document of 200 MiB from 50 on, and none below', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), seeds, (count, seed) => {
        const giants = planDocuments({ count, seed }).filter((plan) => plan.targetSize > 30 * MIB);
        expect(giants.map((plan) => plan.targetSize)).toEqual(count >= 50 ? [LARGEST] : []);
      }),
      { numRuns: 40 },
    );
  });

  it('follows the sizes of life: log-normal around 120 KiB, one in a hundred empty, a few productions', () => {
    const sizes = planDocuments({ count: 5000, seed: 3 }).map((plan) => plan.targetSize);
    const sorted = [...sizes].sort((left, right) => left - right);
    const median = sorted[2500] ?? 0;
    const usual = sizes.filter((size) => size >= 20 * KIB && size <= 2 * MIB).length;
    const productions = sizes.filter((size) => size > 2 * MIB && size < LARGEST);
    expect(median).toBeGreaterThan(90 * KIB);
    expect(median).toBeLessThan(150 * KIB);
    expect(usual).toBeGreaterThan(4500);
    expect(sizes.filter((size) => size === 0)).toHaveLength(50);
    expect(productions).toHaveLength(10);
    expect(Math.min(...productions)).toBeGreaterThanOrEqual(5 * MIB);
    expect(Math.max(...productions)).toBeLessThanOrEqual(30 * MIB);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.5e9);
  });

  it('spreads over all matters, all categories and documents without one', () => {
    const plans = planDocuments({ count: 200, seed: 5 });
    expect(new Set(plans.map((plan) => plan.matterIndex)).size).toBe(FIRM_BOOK.matters.length);
    expect(new Set(plans.map((plan) => plan.category))).toEqual(
      new Set([...FIRM_BOOK.documentCategories, null]),
    );
    const runs = plans.filter((plan, at) => plan.matterIndex === plans[at - 1]?.matterIndex).length;
    expect(runs).toBeLessThan(60);
  });
});
