import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import formatsPlugin from 'ajv-formats';

import { isJsonObject, type Json, type JsonObject } from '../json.js';

/**
 * The vendor's schemas as validators. The specification marks nothing as nullable although the API sends
 * null for what is empty, so every property may be null here; all else is taken as written.
 */
export class VendorSchemas {
  readonly #spec: JsonObject;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });

  constructor(spec: JsonObject) {
    this.#spec = spec;
    formatsPlugin.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'clio', ...relaxed(spec) });
  }

  static async load(path: string): Promise<VendorSchemas> {
    return new VendorSchemas(JSON.parse(await readFile(path, 'utf8')) as JsonObject);
  }

  /** Name of the schema the specification gives for a successful GET of the path; null when it has none. */
  schemaOf(path: string, status: '200' | '201', method: 'get' | 'post' | 'patch' = 'get'): string | null {
    const content = this.#at('paths', path, method, 'responses', status, 'content');
    const [media] = isJsonObject(content) ? Object.values(content) : [];
    const reference = isJsonObject(media) && isJsonObject(media['schema']) ? media['schema']['$ref'] : null;
    return typeof reference === 'string' ? nameIn(reference) : null;
  }

  /** Names of the query parameters of a read route; the name of a path's placeholder plays no part. */
  queryParameters(path: string): string[] {
    const paths = isJsonObject(this.#spec['paths']) ? this.#spec['paths'] : {};
    const plain = (text: string): string => text.replaceAll(/\{\w+\}/g, '{}');
    const name = Object.keys(paths).find((candidate) => plain(candidate) === plain(path)) ?? path;
    const parameters = this.#at('paths', name, 'get', 'parameters');
    return (Array.isArray(parameters) ? parameters : []).flatMap((parameter) =>
      isJsonObject(parameter) && parameter['in'] === 'query' && typeof parameter['name'] === 'string'
        ? [parameter['name']]
        : [],
    );
  }

  /** All complaints about a body; empty when it conforms. */
  complaints(schema: string, body: Json): string[] {
    const validate = this.#ajv.compile({ $ref: `clio#/components/schemas/${schema}` });
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      (error: ErrorObject) => `${error.instancePath} ${error.message ?? ''}`,
    );
  }

  /** A `fields` text that asks for everything the `data` of that schema has, one level deep. */
  allFields(schema: string): string {
    const data = this.#properties(schema)['data'];
    const item = isJsonObject(data) && data['type'] === 'array' ? data['items'] : data;
    const properties = isJsonObject(item) ? this.#propertiesOf(item) : {};
    return Object.entries(properties)
      .filter(([name]) => !REMOVED_FIELDS.includes(name))
      .map(([name, property]) => name + this.#inner(property))
      .join(',');
  }

  #inner(property: Json): string {
    if (!isJsonObject(property)) return '';
    const target = property['type'] === 'array' ? property['items'] : property;
    if (!isJsonObject(target) || typeof target['$ref'] !== 'string') return '';
    const scalars = Object.entries(this.#propertiesOf(target)).filter(([, inner]) => isScalar(inner));
    const names = scalars.map(([name]) => name);
    return names.length === 0 ? '' : `{${names.join(',')}}`;
  }

  #propertiesOf(schema: JsonObject): JsonObject {
    return typeof schema['$ref'] === 'string' ? this.#properties(nameIn(schema['$ref'])) : schema;
  }

  #properties(name: string): JsonObject {
    const schema = this.#at('components', 'schemas', name);
    if (!isJsonObject(schema)) return {};
    const own = isJsonObject(schema['properties']) ? schema['properties'] : {};
    const parts = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    return parts.reduce<JsonObject>((all, part) => {
      if (!isJsonObject(part)) return all;
      const inner =
        typeof part['$ref'] === 'string' ? this.#properties(nameIn(part['$ref'])) : part['properties'];
      return isJsonObject(inner) ? { ...all, ...inner } : all;
    }, own);
  }

  #at(...way: string[]): Json {
    return way.reduce<Json>((inner, key) => (isJsonObject(inner) ? (inner[key] ?? null) : null), this.#spec);
  }
}

/** Removed from Document with 4.0.6, though the schema still lists it. */
const REMOVED_FIELDS: readonly string[] = ['document_versions'];

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function isScalar(property: Json): boolean {
  return isJsonObject(property) && property['$ref'] === undefined && property['type'] !== 'array';
}

/** A copy of the schemas in which each property may be null. */
function relaxed(spec: JsonObject): JsonObject {
  return { components: withNulls(spec['components'] ?? null, false) };
}

function withNulls(value: Json, isProperty: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => withNulls(item, false));
  if (!isJsonObject(value)) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'properties' && isJsonObject(inner)
        ? Object.fromEntries(
            Object.entries(inner).map(([name, schema]) => [name, withNulls(schema, name !== 'data')]),
          )
        : withNulls(inner, false),
    ]),
  );
  return isProperty ? { anyOf: [copy, { type: 'null' }] } : copy;
}
