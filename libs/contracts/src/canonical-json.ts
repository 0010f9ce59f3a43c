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

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new CanonicalJsonError('text holds a lone surrogate');
  return JSON.stringify(value);
}

function canonicalObject(value: { readonly [key: string]: Json | undefined }): string {
  // The default sort compares UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for.
  const members = Object.keys(value).toSorted();
  const parts: string[] = [];
  for (const name of members) {
    const member = value[name];
    if (member !== undefined) parts.push(`${canonicalString(name)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}
