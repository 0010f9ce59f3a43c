import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, parseMasterKey, VaultError } from './index.js';

const masterKey = Buffer.alloc(32, 7);
const vault = createVault({ masterKey });
const context = { firm: 'reyes-partners', purpose: 'clio-refresh-token' };
const secret = Buffer.from('not-a-real-token');

/** The code with which opening is refused; fails where it is not. */
function refusal(open: () => Buffer): string {
  try {
    open();
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
  throw new Error('it opened');
}

const textContext = fc.record({
  firm: fc.string({ unit: 'grapheme' }),
  purpose: fc.string({ unit: 'grapheme' }),
});

describe('a sealed secret', () => {
  it('opens to the same bytes for the same firm and purpose', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), textContext, (plaintext, own) => {
        expect(vault.open(vault.seal(plaintext, own), own)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('is refused with any single bit flipped', () => {
    const sealed = vault.seal(secret, context);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      // Form and key id come first: a change there names another key.
      expect(refusal(() => vault.open(flipped, context))).toBe(
        bit < 72 ? 'VAULT_KEY_UNKNOWN' : 'VAULT_TAMPERED',
      );
    }
  });

  it('is refused for every other firm or purpose, also where the two join to the same text', () => {
    fc.assert(
      fc.property(textContext, textContext, (own, other) => {
        fc.pre(own.firm !== other.firm || own.purpose !== other.purpose);
        expect(refusal(() => vault.open(vault.seal(secret, own), other))).toBe('VAULT_TAMPERED');
      }),
    );
    const sealed = vault.seal(secret, { firm: 'ab', purpose: 'c' });
    expect(refusal(() => vault.open(sealed, { firm: 'a', purpose: 'bc' }))).toBe('VAULT_TAMPERED');
    expect(refusal(() => vault.open(sealed, { firm: 'c', purpose: 'ab' }))).toBe('VAULT_TAMPERED');
  });

  it('is refused when it was cut off or lengthened anywhere', () => {
    const sealed = vault.seal(secret, context);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(refusal(() => vault.open(sealed.subarray(0, length), context))).toBe('VAULT_TAMPERED');
    }
    expect(refusal(() => vault.open(Buffer.concat([sealed, Buffer.of(0)]), context))).toBe('VAULT_TAMPERED');
  });

  it('names the missing key when another key sealed it', () => {
    const other = createVault({ masterKey: randomBytes(32) });
    expect(refusal(() => vault.open(other.seal(secret, context), context))).toBe('VAULT_KEY_UNKNOWN');
  });

  it('never looks the same twice and never shows the secret', () => {
    const seals = Array.from({ length: 50 }, () => vault.seal(secret, context));
    expect(new Set(seals.map((sealed) => sealed.toString('hex'))).size).toBe(50);
    for (const sealed of seals) expect(sealed.includes(secret)).toBe(false);
  });

  it('made by an earlier release still opens', () => {
    const golden = Buffer.from(
      'AdVs5WmMKldfAYBriD9R0R5BKHahYBwt3bpj54ta9p/9+tKHbuBmeIfHcgYtNVBFgbqSZB8=',
      'base64',
    );
    expect(vault.open(golden, context)).toEqual(secret);
  });
});

describe('a master key', () => {
  it('is 32 bytes in base64, white space around it forgiven', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const key = Buffer.from(bytes);
        expect(parseMasterKey(`  ${key.toString('base64')}\n`)).toEqual(key);
      }),
    );
  });

  it.each([
    ['', 0],
    [Buffer.alloc(16).toString('base64'), 16],
    [Buffer.alloc(33).toString('base64'), 33],
  ])('of another length is refused: %j', (text, length) => {
    expect(() => parseMasterKey(text)).toThrow(`${length} bytes instead of 32`);
  });

  it.each([
    'correct horse battery staple',
    Buffer.alloc(32, 255).toString('base64url'),
    `${masterKey.toString('hex')}`,
  ])('in another form is refused without repeating it: %j', (text) => {
    expect(() => parseMasterKey(text)).toThrow(VaultError);
    expect(() => parseMasterKey(text)).not.toThrow(text);
  });

  it('of the wrong length makes no vault', () => {
    expect(() => createVault({ masterKey: Buffer.alloc(31) })).toThrow('31 bytes instead of 32');
  });
});
