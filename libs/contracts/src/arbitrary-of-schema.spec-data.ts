import fc from 'fast-check';

/** The parts of JSON Schema that the generated schemas use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** Values that a schema accepts. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  if (typeof schema.type === 'object') {
    return fc.oneof(...schema.type.map((type) => arbitraryOf({ ...schema, type })));
  }
  const build = BUILDERS[schema.type ?? ''];
  if (build === undefined) throw new TypeError(`no arbitrary for ${JSON.stringify(schema)}`);
  return build(schema);
}

const BUILDERS: Readonly<Record<string, (schema: Schema) => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: (schema) => {
    const least = schema.exclusiveMinimum === undefined ? schema.minimum : schema.exclusiveMinimum + 1;
    return fc.integer({ min: Math.max(least ?? -1_000, -(2 ** 31)), max: 2 ** 31 - 1 });
  },
  array: (schema) =>
    fc.array(arbitraryOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 4 }),
  object: (schema) =>
    fc.record(
      Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [name, arbitraryOf(member)]),
      ),
      { requiredKeys: [...(schema.required ?? [])] },
    ),
  string: textOf,
};

/** Formats whose pattern is too wide or too clever to generate from. */
const FORMATS: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  'date-time': () =>
    fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  uuid: () => fc.uuid(),
  base64: () => fc.base64String(),
};

function textOf(schema: Schema): fc.Arbitrary<string> {
  const format = FORMATS[schema.format ?? ''];
  if (format !== undefined) return format();
  if (schema.pattern !== undefined) {
    // JSON Schema patterns are not anchored and match within the text.
    const prefix = /^\^\\?(\/|[a-z0-9/-]+)(?:\.\*)?\$?$/i.exec(schema.pattern)?.[1];
    if (prefix !== undefined) return fc.string({ unit: 'grapheme' }).map((rest) => `${prefix}${rest}`);
    return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  }
  return fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0 });
}
