import { createHmac, timingSafeEqual } from 'node:crypto';

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Checks `X-Hook-Signature`: HMAC-SHA256 of the raw body, lower-case hex without a prefix, compared in constant
 * time. Every candidate secret is tried, so that time tells nothing of which one fits.
 */
export function isSigned(body: Buffer, signature: string, secrets: readonly Buffer[]): boolean {
  if (!HEX_SHA256.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  let fits = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    fits = timingSafeEqual(expected, given) || fits;
  }
  return fits;
}
