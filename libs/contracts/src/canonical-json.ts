/** A value that JSON can hold without loss. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Thrown for a value that canonical JSON cannot hold. */
export class CanonicalJsonError extends Error {
  readonly code = 'CANONICAL_JSON_UNREPRESENTABLE';
  override readonly name = 'CanonicalJsonError';
}

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript number form.
 * These bytes are what the store keeps, Kafka carries and a Merkle leaf hashes.
 * Members whose value is `undefined` are left out, as `JSON.stringify` does.
 * @throws CanonicalJsonError for NaN, infinities and lone surrogates (RFC 8785 §3.2.2.2, §3.2.2.3)
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return canonicalObject(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new CanonicalJsonError(`not a JSON number: ${value}`);
  return JSON.stringify(value);
}

/** Printable ASCII without a quotation mark or a backslash: nearly every text of an event, and JSON as it stands. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function canonicalString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new CanonicalJsonError('text holds a lone surrogate');
  return JSON.stringify(value);
}

function canonicalObject(value: { readonly [key: string]: Json | undefined }): string {
  let members = '';
  // The default sort compares UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for.
  for (const name of Object.keys(value).toSorted()) {
    const member = value[name];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
