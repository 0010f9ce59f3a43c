import type { FailureCode } from '@counterpart/contracts';

/** Waits between tries, in milliseconds: after the last one nothing is tried again by itself. */
export type RetrySchedule = readonly number[];

/**
 * Waits that come before the policy’s, where what failed may be well within seconds: a firm that was just taken on is known to
 * every service soon, not to all at once.
 */
const SOON_MS: Readonly<Partial<Record<FailureCode, RetrySchedule>>> = { FIRM_UNKNOWN: [15_000] };

/** The schedule of a kind of failure. @param minutes the policy’s waits */
export const scheduleOf = (code: FailureCode, minutes: readonly number[]): RetrySchedule => [
  ...(SOON_MS[code] ?? []),
  ...minutes.map((wait) => wait * 60_000),
];

/** Share by which a wait is spread, so that records that failed together do not return together. */
const JITTER = 0.1;

/**
 * When to try again.
 * @param tries failed tries so far, 1 first
 * @param chance 0..1, from outside
 * @returns undefined after the last try
 */
export function nextTry(
  schedule: RetrySchedule,
  tries: number,
  chance: number,
  floorMs = 0,
): { readonly afterMs: number } | undefined {
  const wait = schedule[tries - 1];
  if (wait === undefined) return undefined;
  const spread = 1 + JITTER * (2 * chance - 1);
  return { afterMs: Math.max(floorMs, Math.round(wait * spread)) };
}
