/** Share by which a wait is spread, so that records that failed together do not return together. */
const JITTER = 0.1;

/**
 * When to try again.
 * @param tries failed tries so far, 1 first
 * @param chance 0..1, from outside
 * @returns undefined after the last try
 */
export function nextTry(
  minutes: readonly number[],
  tries: number,
  chance: number,
  floorMs = 0,
): { readonly afterMs: number } | undefined {
  const wait = minutes[tries - 1];
  if (wait === undefined) return undefined;
  const spread = 1 + JITTER * (2 * chance - 1);
  return { afterMs: Math.max(floorMs, Math.round(wait * 60_000 * spread)) };
}
