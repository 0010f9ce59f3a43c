/**
 * Clio writes timestamps with the account zone's offset and whole seconds, e.g.
 * `2025-10-08T01:29:16-04:00`. The emulator's firm keeps one fixed offset.
 */
const OFFSET_MINUTES = -240;

/** Milliseconds since 1970 as Clio's timestamp text. */
export function toTimestamp(milliseconds: number): string {
  const shifted = new Date(milliseconds + OFFSET_MINUTES * 60_000).toISOString().slice(0, 19);
  const sign = OFFSET_MINUTES < 0 ? '-' : '+';
  const minutes = Math.abs(OFFSET_MINUTES);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${shifted}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The firm's calendar day (YYYY-MM-DD) at that instant. */
export function toDay(milliseconds: number): string {
  return toTimestamp(milliseconds).slice(0, 10);
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads an ISO-8601 instant (a bare day counts as its midnight, UTC); null when it is not one. */
export function parseInstant(text: string): number | null {
  if (!ISO_INSTANT.test(text)) return null;
  const milliseconds = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** True for a calendar day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
}
