import { ApiError } from './api-error.js';
import type { Json, JsonObject } from './json.js';

/** One asked field: its name and, for a relation written with braces, the names inside. */
interface FieldPick {
  readonly name: string;
  readonly inner: readonly string[] | null;
}

/** The fields a request asks for, in order. */
export type Selection = readonly FieldPick[];

/** How a kind of record is shown: plain values, related records, and what is shown when nothing is asked. */
export interface Shape<T> {
  readonly name: string;
  readonly defaults: readonly string[];
  readonly values: Readonly<Record<string, (record: T) => Json>>;
  readonly relations: Readonly<Record<string, Relation<T>>>;
}

/** A related record (or list of them) and how its own fields are checked and shown. */
export interface Relation<T> {
  has(field: string): boolean;
  show(record: T, names: readonly string[] | null): Json;
}

/** A relation to one record, shown as null when there is none. */
export function one<T, U>(shape: () => Shape<U>, get: (record: T) => U | null | undefined): Relation<T> {
  return {
    has: (field) => hasField(shape(), field),
    show(record, names) {
      const related = get(record);
      return related === null || related === undefined ? null : showNested(shape(), related, names);
    },
  };
}

/** A relation to a list of records. */
export function many<T, U>(shape: () => Shape<U>, get: (record: T) => readonly U[]): Relation<T> {
  return {
    has: (field) => hasField(shape(), field),
    show: (record, names) => get(record).map((related) => showNested(shape(), related, names)),
  };
}

/** A list the vendor has and this emulator does not model: always empty, its fields are not checked. */
export function unmodelledList<T>(): Relation<T> {
  return { has: () => true, show: () => [] };
}

/** A record the vendor has and this emulator does not model: always null, its fields are not checked. */
export function unmodelledOne<T>(): Relation<T> {
  return { has: () => true, show: () => null };
}

function hasField<T>(shape: Shape<T>, field: string): boolean {
  return Object.hasOwn(shape.values, field) || Object.hasOwn(shape.relations, field);
}

function showNested<T>(shape: Shape<T>, record: T, names: readonly string[] | null): JsonObject {
  const picks = (names ?? shape.defaults).map((name) => ({ name, inner: null }));
  return show(shape, record, picks);
}

/** Shows a record by the selection. The selection must have been checked against the shape. */
export function show<T>(shape: Shape<T>, record: T, selection: Selection): JsonObject {
  const shown: JsonObject = {};
  for (const { name, inner } of selection) {
    const value = shape.values[name];
    shown[name] = value ? value(record) : (shape.relations[name]?.show(record, inner) ?? null);
  }
  return shown;
}

function invalidFields(message: string): ApiError {
  return new ApiError(400, 'InvalidFields', message);
}

const FIELD_NAME = /^[a-z_][a-z0-9_]*$/;

/**
 * Parses `a,b{c,d}`. Clio nests once: a second level inside braces is 400 InvalidFields.
 * Without text the shape's defaults are meant.
 */
export function parseFields<T>(fields: string | null, shape: Shape<T>): Selection {
  if (fields === null || fields.trim() === '') return shape.defaults.map((name) => ({ name, inner: null }));
  const selection = splitTopLevel(fields).map(parsePick);
  for (const pick of selection) checkPick(pick, shape);
  return selection;
}

function splitTopLevel(fields: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of fields) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth > 1) throw invalidFields('Fields can be nested one level deep only');
    if (depth < 0) throw invalidFields(`Unbalanced braces in fields: ${fields}`);
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  if (depth !== 0) throw invalidFields(`Unbalanced braces in fields: ${fields}`);
  return [...parts, part].map((piece) => piece.trim());
}

function parsePick(part: string): FieldPick {
  const match = /^([^{}]+)(?:\{([^{}]*)\})?$/.exec(part);
  const name = match?.[1]?.trim() ?? '';
  if (!FIELD_NAME.test(name)) throw invalidFields(`Invalid field: '${part}'`);
  const inside = match?.[2];
  return { name, inner: inside === undefined ? null : inside.split(',').map((piece) => piece.trim()) };
}

function checkPick<T>({ name, inner }: FieldPick, shape: Shape<T>): void {
  if (!hasField(shape, name)) throw invalidFields(`Invalid field: '${name}' is not a field of ${shape.name}`);
  if (inner === null) return;
  const relation = shape.relations[name];
  if (relation === undefined) throw invalidFields(`Invalid field: '${name}' of ${shape.name} has no fields`);
  for (const field of inner) {
    const known = FIELD_NAME.test(field) && relation.has(field);
    if (!known) throw invalidFields(`Invalid field: '${field}' is not a field of ${shape.name}.${name}`);
  }
}
