import type { Policy } from '@counterpart/contracts';

/** One field that differs between two policies; undefined where one of them does not have it. */
export interface PolicyChange {
  /** Path of the field, e.g. `categories.Pleadings`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What differs between two policies, field by field in the order of the newer; their version numbers do not count. */
export function policyChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  const [old, young] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...young.keys(), ...[...old.keys()].filter((field) => !young.has(field))];
  return fields
    .filter((field) => field !== 'version' && !same(old.get(field), young.get(field)))
    .map((field) => ({ field, from: old.get(field), to: young.get(field) }));
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Every value that is not a map of further values; lists count as one value. */
function fieldsOf(value: object, path: readonly string[] = []): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const at = [...path, name];
    if (typeof member === 'object' && member !== null && !Array.isArray(member)) {
      for (const [field, below] of fieldsOf(member, at)) fields.set(field, below);
    } else {
      fields.set(at.join('.'), member);
    }
  }
  return fields;
}
