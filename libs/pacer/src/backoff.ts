/** How waits grow. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Exponential wait with half jitter: between half and all of `first × 2^(attempt-1)`, so that callers which failed
 * together do not return together.
 * @param attempt 1 after the first failure
 * @param chance 0..1, from outside
 */
export function backoffMs(attempt: number, chance: number, { firstMs, longestMs }: BackoffOptions): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}
