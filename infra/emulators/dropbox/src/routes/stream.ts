import type { Revision } from '../tree/namespace-tree.js';
import type { Answer, Exchange } from '../wire/exchange.js';

/** A revision’s bytes as an answer: whole, a range of them, or nothing new (documentation of HTTP, Range and ETag). */
export function streamed({ state, request }: Exchange, result: object, { content, rev }: Revision): Answer {
  const etag = `W/"${rev}"`;
  const headers = { etag, 'accept-ranges': 'bytes', 'original-content-length': String(content.size) };
  if (request.headers['if-none-match'] === etag)
    return { kind: 'stream', result, status: 304, headers, body: null };
  const range = rangeOf(request.headers.range, content.size);
  const body = state.blobs.read(content.blobs, range?.from ?? 0, range?.to ?? content.size);
  if (range === undefined) {
    const whole = { ...headers, 'content-length': String(content.size) };
    return { kind: 'stream', result, status: 200, headers: whole, body };
  }
  const partial = {
    ...headers,
    'content-length': String(range.to - range.from),
    'content-range': `bytes ${range.from}-${range.to - 1}/${content.size}`,
  };
  return { kind: 'stream', result, status: 206, headers: partial, body };
}

function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const from = Number(match[1]);
  const last = match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  return from <= last ? { from, to: last + 1 } : undefined;
}
