/** Both ends are included, as in the Range header. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a single-range `Range` header (RFC 9110 §14.2). Null means the whole body: no header, or one
 * this server does not honour (several ranges, another unit).
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const suffix = /^bytes=-(\d+)$/.exec(header ?? '')?.[1];
  if (suffix !== undefined) return suffixOf(Number(suffix), size);
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  const start = Number(match[1]);
  const last = match[2] === '' ? Infinity : Number(match[2]);
  if (last < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(last, size - 1) };
}

function suffixOf(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  return { start: Math.max(0, size - length), end: size - 1 };
}
