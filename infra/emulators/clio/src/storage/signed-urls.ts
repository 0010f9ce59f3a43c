import { createHmac, timingSafeEqual } from 'node:crypto';

import type { VirtualClock } from '../clock.js';

/** Why a signed address is refused. */
export type UrlFault = 'expired' | 'forged' | null;

/**
 * Pre-signed addresses of the second origin, in the manner of an object store: path, query, life and
 * an HMAC over all of them. The bearer of such an address needs no other credential.
 */
export class SignedUrls {
  /** Set once the second origin listens, e.g. `http://127.0.0.1:40123`. */
  origin = '';
  readonly #key: string;
  readonly #clock: VirtualClock;

  constructor(key: string, clock: VirtualClock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** An address that is good for `lifeSeconds` for this method, path and query. */
  sign(method: 'GET' | 'PUT', path: string, query: Record<string, string>, lifeSeconds: number): string {
    const signed = new URLSearchParams({
      ...query,
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': String(Math.floor(this.#clock.now() / 1000)),
      'X-Amz-Expires': String(lifeSeconds),
    });
    signed.set('X-Amz-Signature', this.#signature(method, path, signed));
    return `${this.origin}${path}?${signed.toString()}`;
  }

  /** Checks an address as it came in. */
  check(method: string, path: string, query: URLSearchParams): UrlFault {
    const unsigned = new URLSearchParams(query);
    unsigned.delete('X-Amz-Signature');
    const expected = Buffer.from(this.#signature(method, path, unsigned));
    const given = Buffer.from(query.get('X-Amz-Signature') ?? '');
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return 'forged';
    const endsAt = (Number(query.get('X-Amz-Date')) + Number(query.get('X-Amz-Expires'))) * 1000;
    return this.#clock.now() < endsAt ? null : 'expired';
  }

  #signature(method: string, path: string, query: URLSearchParams): string {
    return createHmac('sha256', this.#key).update(`${method}\n${path}\n${query.toString()}`).digest('hex');
  }
}
