import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventId } from '@counterpart/contracts';
import { BounceAddresses, recipientTag } from './bounce-address.js';

const key = (word: string): Buffer => createHash('sha256').update(word).digest();
const address = 'bounces@mail.hartwell.example';
const ours = new BounceAddresses({ address, keys: [key('new'), key('old')] });

const sent = fc.uuid().map((id) => EventId.parse(id));
const recipient = fc.emailAddress();

describe('an address for bounces', () => {
  it('says which e-mail and recipient it is of, whatever case it comes back in', () => {
    fc.assert(
      fc.property(sent, recipient, fc.boolean(), (id, to, isUpper) => {
        const made = ours.of(id, to);
        const back = isUpper ? made.toUpperCase() : made;
        expect(ours.read(back)).toEqual({ sent: id, recipient: recipientTag(id, to) });
      }),
    );
  });

  it('fits into what RFC 5321 allows before the @', () => {
    const longest = new BounceAddresses({ address: 'bounces-of-all@mail.example', keys: [key('a')] });
    fc.assert(fc.property(sent, recipient, (id, to) => longest.of(id, to).indexOf('@') <= 64));
  });

  it('still counts after a new key came, and no longer when the old one is gone', () => {
    const before = new BounceAddresses({ address, keys: [key('old')] });
    const after = new BounceAddresses({ address, keys: [key('new')] });
    fc.assert(
      fc.property(sent, recipient, (id, to) => {
        const made = before.of(id, to);
        expect(ours.read(made)?.sent).toBe(id);
        expect(after.read(made)).toBeNull();
      }),
    );
  });

  it('cannot be forged: one character changed is no address of ours', () => {
    fc.assert(
      fc.property(
        sent,
        recipient,
        fc.nat(48),
        fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567.+@'.split('')),
        (id, to, at, char) => {
          const made = ours.of(id, to);
          const place = 'bounces+'.length + at;
          fc.pre(made.charAt(place) !== char);
          expect(ours.read(`${made.slice(0, place)}${char}${made.slice(place + 1)}`)).toBeNull();
        },
      ),
    );
  });

  it.each([
    '',
    'bounces@mail.hartwell.example',
    'bounces+a.b@mail.hartwell.example',
    '@',
    'postmaster@mail.hartwell.example',
  ])('is not %j', (other) => {
    expect(ours.read(other)).toBeNull();
  });

  it('of another domain is not ours', () => {
    const id = EventId.parse('018f3f6e-5b0a-5c4e-9d2a-000000000002');
    expect(ours.read(ours.of(id, 'a@b.example').replace('mail.', 'mx.'))).toBeNull();
  });
});
