/**
 * Milliseconds that `Retry-After` asks to wait: seconds or an HTTP date (RFC 9110 §10.2.3).
 * @returns undefined where the header is absent or says nothing sensible
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | undefined {
  if (header === null || header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : Math.ceil(seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
