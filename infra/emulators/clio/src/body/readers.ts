import { ApiError, invalidArgument } from '../api-error.js';
import { isJsonObject } from '../json.js';
import { isDay, parseInstant } from '../timestamps.js';

/** What the reading of one body left behind: keys the API does not know, dropped in silence as Clio does. */
export interface ReadNotes {
  readonly dropped: string[];
}

/** Reads one value of a body or throws the API's 422. `required` says whether its key must be there. */
export interface Reader<T> {
  readonly required: boolean;
  read(value: unknown, at: string, notes: ReadNotes): T;
}

type Shape = Record<string, Reader<unknown>>;

/** The value an object reader gives for its keys. */
type ReadOf<R> = R extends Reader<infer T> ? T : never;
type ObjectOf<S extends Shape> = { [K in keyof S]: ReadOf<S[K]> };

function reader<T>(kind: string, accept: (value: unknown) => T | undefined): Reader<T> {
  return {
    required: true,
    read(value, at) {
      const accepted = accept(value);
      if (accepted === undefined) throw invalidArgument(`'${at}' must be ${kind}`);
      return accepted;
    },
  };
}

export const text = reader('a string', (value) => (typeof value === 'string' ? value : undefined));
export const filledText = reader('a string that is not blank', (value) =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined,
);
export const integer = reader('an integer', (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined,
);
/** The vendor's own upload sample sends the text "true", so both forms are taken. */
export const bool = reader('a boolean', (value) => {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
});
/** The vendor's schema says string, its sample sends a number: both are taken. */
export const byteCount = reader('a count of bytes', (value) => {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
});
export const day = reader('a date (YYYY-MM-DD)', (value) =>
  typeof value === 'string' && isDay(value) ? value : undefined,
);
/** An ISO-8601 instant, read as milliseconds since 1970. */
export const instant = reader('an ISO-8601 timestamp', (value) =>
  typeof value === 'string' ? (parseInstant(value) ?? undefined) : undefined,
);
/** A value that is accepted by the vendor's schema but plays no part here. */
export const ignored: Reader<undefined> = { required: false, read: () => undefined };

/** One of a closed list of words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return reader(`one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
}

/** A key that may be missing or null. */
export function optional<T>(inner: Reader<T>): Reader<T | undefined> {
  return {
    required: false,
    read: (value, at, notes) => (value === null ? undefined : inner.read(value, at, notes)),
  };
}

/** A key that may be missing; null empties the field. */
export function clearable<T>(inner: Reader<T>): Reader<T | null | undefined> {
  return {
    required: false,
    read: (value, at, notes) => (value === null ? null : inner.read(value, at, notes)),
  };
}

/** An array whose every item is read the same way. */
export function list<T>(inner: Reader<T>): Reader<T[]> {
  return {
    required: true,
    read(value, at, notes) {
      if (!Array.isArray(value)) throw invalidArgument(`'${at}' must be an array`);
      return value.map((item, index) => inner.read(item, `${at}[${index}]`, notes));
    },
  };
}

/** An object with known keys; unknown keys are dropped and noted. */
export function object<S extends Shape>(shape: S): Reader<ObjectOf<S>> {
  return {
    required: true,
    read(value, at, notes) {
      if (!isJsonObject(value)) throw invalidArgument(`'${at}' must be an object`);
      noteUnknown(value, shape, at, notes);
      const entries = Object.entries(shape).map(([key, inner]) => {
        const found: unknown = value[key];
        if (found !== undefined) return [key, inner.read(found, `${at}.${key}`, notes)];
        if (inner.required) throw invalidArgument(`'${at}.${key}' is missing`);
        return [key, undefined];
      });
      return Object.fromEntries(entries) as ObjectOf<S>;
    },
  };
}

function noteUnknown(value: object, shape: Shape, at: string, notes: ReadNotes): void {
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(shape, key)) notes.dropped.push(`${at}.${key}`);
  }
}

/** `{id}` of another record. */
export const reference = object({ id: integer });

/** Reads `{"data": {...}}`. Throws 400 when the wrapper is missing, 422 when a value inside is wrong. */
export function readData<T>(body: unknown, inner: Reader<T>, notes: ReadNotes): T {
  if (!isJsonObject(body) || !isJsonObject(body['data'])) {
    throw new ApiError(400, 'BadRequestError', "The request body must be wrapped: missing 'data'");
  }
  for (const key of Object.keys(body)) if (key !== 'data') notes.dropped.push(key);
  return inner.read(body['data'], 'data', notes);
}
