import type { SeededRandom } from '../random.js';

export const KIB = 1024;
export const MIB = 1024 * 1024;

/** Median and spread of ordinary documents; sigma 1 puts 96 % between 16 KiB and 900 KiB, and few above 2 MiB. */
const MEDIAN = 120 * KIB;
const SIGMA = 1;
const SMALLEST = 6 * KIB;
const ORDINARY_LIMIT = 2 * MIB;

/** From this size on a document is a scanned production: a PDF of many page images, streamed. */
export const PRODUCTION_FROM = 4 * MIB;

/** The one very large document of a run. */
export const LARGEST = 200 * MIB;

/** Below this many documents a run has neither the large ones nor every awkward name. */
const FULL_SAMPLE = 50;

/** Log-normal, as file sizes are in life. */
export function ordinarySize(random: SeededRandom): number {
  const size = Math.round(MEDIAN * Math.exp(SIGMA * random.normal()));
  return Math.min(ORDINARY_LIMIT, Math.max(SMALLEST, size));
}

/** Between 5 and 28 MiB, small ones more often; the rendered file stays below 30 MiB. */
export function productionSize(random: SeededRandom): number {
  return Math.round(5.2 * MIB * Math.exp(random.unit() * Math.log(28 / 5.2)));
}

export interface SpecialCounts {
  readonly empty: number;
  readonly production: number;
  readonly largest: number;
}

/** How many of `count` documents are empty placeholders, productions of some MiB, and the one giant. */
export function specialCounts(count: number): SpecialCounts {
  if (count < FULL_SAMPLE) return { empty: 0, production: 0, largest: 0 };
  return {
    empty: Math.max(1, Math.round(count * 0.01)),
    production: Math.max(2, Math.round(count * 0.002)),
    largest: 1,
  };
}
