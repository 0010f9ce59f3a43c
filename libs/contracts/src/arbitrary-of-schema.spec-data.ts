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
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly propertyNames?: Schema;
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
    return fc.integer({
      min: Math.max(least ?? -1_000, -(2 ** 31)),
      max: Math.min(schema.maximum ?? Infinity, 2 ** 31 - 1),
    });
  },
  number: (schema) => {
    const min = schema.exclusiveMinimum ?? schema.minimum ?? -1_000;
    const minExcluded = schema.exclusiveMinimum !== undefined;
    return fc.double({ min, minExcluded, max: schema.maximum ?? 1_000, noNaN: true });
  },
  array: (schema) => {
    const [minLength, maxLength] = [schema.minItems ?? 0, Math.min(schema.maxItems ?? 4, 4)];
    return fc.array(arbitraryOf(schema.items ?? {}), { minLength, maxLength });
  },
  object: (schema) =>
    typeof schema.additionalProperties === 'object'
      ? mapOf(schema.additionalProperties, schema.propertyNames)
      : recordOf(schema),
  string: textOf,
};

/** A member with a default is always written: a reader that fills it in must find what the writer meant. */
function recordOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries(properties);
  const filled = members.filter(([, member]) => 'default' in member).map(([name]) => name);
  return fc.record(Object.fromEntries(members.map(([name, member]) => [name, arbitraryOf(member)])), {
    requiredKeys: [...new Set([...required, ...filled])],
  });
}

function mapOf(member: Schema, names: Schema | undefined): fc.Arbitrary<unknown> {
  const pattern = names?.pattern === undefined ? /^[A-Z][A-Za-z ]{0,20}$/ : new RegExp(names.pattern);
  return fc.dictionary(fc.stringMatching(pattern), arbitraryOf(member), { maxKeys: 4 });
}

/** Formats whose pattern is too wide or too clever to generate from. */
const FORMATS: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  'date-time': () =>
    fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  date: () =>
    fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  uuid: () => fc.uuid(),
  base64: () => fc.base64String(),
  email: () => fc.stringMatching(/^[a-z]{1,10}@[a-z]{1,10}\.example$/),
};

function textOf(schema: Schema): fc.Arbitrary<string> {
  const format = FORMATS[schema.format ?? ''];
  if (format !== undefined) return format();
  if (schema.pattern !== undefined) {
    // JSON Schema patterns are not anchored and match within the text.
    const prefix = /^\^\\?(\/|[a-z0-9/-]+)(?:\.\*)?\$?$/i.exec(schema.pattern)?.[1];
    if (prefix !== undefined) {
      const room = schema.maxLength === undefined ? {} : { maxLength: 20 };
      return fc.string({ unit: 'grapheme', ...room }).map((rest) => `${prefix}${rest}`);
    }
    return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  }
  // Lengths count UTF-16 units; a grapheme may have a dozen.
  const room = schema.maxLength === undefined ? {} : { maxLength: Math.min(schema.maxLength, 20) };
  return fc.string({
    unit: schema.maxLength === undefined ? 'grapheme' : 'grapheme-ascii',
    minLength: schema.minLength ?? 0,
    ...room,
  });
}
