import { z } from 'zod';

/** A field that a schema does not know. */
export interface UnknownField {
  readonly path: readonly (string | number)[];
  /** The fields there are at its place. */
  readonly known: readonly string[];
}

/**
 * The fields of a value that a schema would drop in silence. Events are read so, because a later writer may add
 * members; a person’s file is not: there such a field is a slip of the pen that would change nothing, unseen.
 */
export function unknownFields(
  schema: unknown,
  value: unknown,
  path: UnknownField['path'] = [],
): readonly UnknownField[] {
  const bare = unwrapped(schema);
  if (Array.isArray(value)) {
    if (!(bare instanceof z.ZodArray)) return [];
    return value.flatMap((item, index) => unknownFields(bare.element, item, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value);
  if (bare instanceof z.ZodRecord) {
    return members.flatMap(([name, member]) => unknownFields(bare.valueType, member, [...path, name]));
  }
  if (!(bare instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, unknown>> = bare.shape;
  return members.flatMap(([name, member]) =>
    Object.hasOwn(shape, name)
      ? unknownFields(shape[name], member, [...path, name])
      : [{ path: [...path, name], known: Object.keys(shape) }],
  );
}

/** The schema within those that give a default or allow null. */
function unwrapped(schema: unknown): unknown {
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return wraps ? unwrapped(schema.unwrap()) : schema;
}
