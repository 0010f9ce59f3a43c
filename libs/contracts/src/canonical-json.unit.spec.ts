import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, CanonicalJsonError, type Json } from './canonical-json.js';

/** IEEE 754 bits → text, from RFC 8785 appendix B. */
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

/** fast-check's JSON with whole code points, so that it holds no lone surrogate. */
const json = fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<Json>;

function shuffled(value: Json, order: (keys: string[]) => string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as { readonly [key: string]: Json };
  return Object.fromEntries(
    order(Object.keys(members)).map((key) => [key, shuffled(members[key] ?? null, order)]),
  );
}

describe('canonical JSON (RFC 8785)', () => {
  it.each(NUMBERS)('writes the number %s as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it('sorts members by UTF-16 code units (§3.2.3)', () => {
    const names = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['1', '\r', '\u0080', 'ö', '€', '😀', '\ufb33']);
    expect([...text.matchAll(/"((?:[^"\\]|\\.)*)":/gu)].map(([, name]) => name)).toEqual([
      String.raw`\r`,
      '1',
      '\u0080',
      'ö',
      '€',
      '😀',
      '\ufb33',
    ]);
  });

  it('escapes only what JSON must, in the shortest form (§3.2.2.2)', () => {
    expect(canonicalJson('€$\u000f\nA\'B"\\\\"/\u007f')).toBe(
      String.raw`"€$\u000f\nA'B\"\\\\\"/` + '\u007f"',
    );
  });

  it('writes literals, lists and nesting without white space', () => {
    expect(canonicalJson({ z: [null, true, false, {}], a: { c: [], b: 1.5 } })).toBe(
      '{"a":{"b":1.5,"c":[]},"z":[null,true,false,{}]}',
    );
  });

  it('leaves members out that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, ['ok', '\ud83d']])(
    'refuses what JSON cannot hold: %j',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(CanonicalJsonError);
    },
  );

  it('means the same value, and gives the same bytes when read and written again', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(json, (value) => {
        const reversed = shuffled(value, (keys) => keys.toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });
});
