import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { findIn, needlesOf } from './needles.js';

const secret = { name: 'a token', bytes: Buffer.from('fake token/+=ä of the spec') };

describe('a hunt', () => {
  it.each([
    ['raw', secret.bytes.toString()],
    ['hex', secret.bytes.toString('hex')],
    ['hex', secret.bytes.toString('hex').toUpperCase()],
    ['url', encodeURIComponent(secret.bytes.toString())],
    ['base64', secret.bytes.toString('base64')],
    ['base64', secret.bytes.toString('base64url')],
  ])('finds a secret that was written down as %s', (form, written) => {
    const finds = findIn(Buffer.from(`{"a":"${written}"}`), 'here', needlesOf(secret));
    expect(finds).toContainEqual({ secret: 'a token', form, place: 'here' });
  });

  it('finds a secret inside of whatever was encoded as a whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (before, after) => {
        const whole = Buffer.concat([before, secret.bytes, after]);
        for (const form of ['base64', 'base64url', 'hex'] as const) {
          expect(findIn(Buffer.from(whole.toString(form)), 'here', needlesOf(secret))).not.toEqual([]);
        }
      }),
    );
  });

  it('finds nothing where nothing is', () => {
    expect(findIn(Buffer.from('fake token of another spec'), 'here', needlesOf(secret))).toEqual([]);
  });
});
