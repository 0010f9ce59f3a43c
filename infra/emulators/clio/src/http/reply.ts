import type { JsonObject } from '../json.js';

/** A slice of a file on disk that is streamed as a body. */
interface FileSlice {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}

/** One answer, still in our hands, so that a fault can change it before it leaves. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer | FileSlice;
}

/** An answer with a JSON body. */
export function json(status: number, body: JsonObject, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** An answer with an HTML page. */
export function html(status: number, page: string, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
    body: Buffer.from(page),
  };
}

/** An answer with an XML body, as an object store gives. */
export function xml(status: number, body: string): Reply {
  return { status, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(body) };
}

/** An answer without a body. */
export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: Buffer.alloc(0) };
}

/** The number of bytes the body will have. */
export function bodyLength(reply: Reply): number {
  return reply.body.length;
}
