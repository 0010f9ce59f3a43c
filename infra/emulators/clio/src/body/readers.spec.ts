import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ApiError } from '../api-error.js';
import {
  bool,
  byteCount,
  clearable,
  day,
  integer,
  list,
  object,
  oneOf,
  optional,
  readData,
  text,
} from './readers.js';

const thing = object({
  name: text,
  size: optional(byteCount),
  open: optional(bool),
  born: clearable(day),
  kind: optional(oneOf(['Matter', 'Contact'])),
  parts: optional(list(object({ id: integer }))),
});

function outcome(body: unknown): { read: unknown; dropped: string[] } | [number, string] {
  const notes = { dropped: [] };
  try {
    return { read: readData(body, thing, notes), dropped: notes.dropped };
  } catch (error) {
    if (error instanceof ApiError) return [error.status, error.message];
    throw error;
  }
}

describe('the body of a request', () => {
  it('is read by its known keys; unknown ones are dropped and noted with their place', () => {
    const body = { data: { name: 'a', open: 'true', size: '7', parts: [{ id: 1, x: 1 }], y: 2 }, z: 3 };
    expect(outcome(body)).toEqual({
      read: { name: 'a', open: true, size: 7, born: undefined, kind: undefined, parts: [{ id: 1 }] },
      dropped: ['z', 'data.y', 'data.parts[0].x'],
    });
  });

  it('tells null, which empties a field, from a key that is missing', () => {
    expect(outcome({ data: { name: 'a', born: null } })).toMatchObject({ read: { born: null } });
    expect(outcome({ data: { name: 'a', kind: null } })).toMatchObject({ read: { kind: undefined } });
  });

  it.each([
    [{ name: 'a' }, 400],
    [{ data: [] }, 400],
    [null, 400],
    [{ data: {} }, 422],
    [{ data: { name: 1 } }, 422],
    [{ data: { name: 'a', size: -1 } }, 422],
    [{ data: { name: 'a', born: '2026-02-30' } }, 422],
    [{ data: { name: 'a', kind: 'matter' } }, 422],
    [{ data: { name: 'a', parts: { id: 1 } } }, 422],
    [{ data: { name: 'a', parts: [{ id: 1.5 }] } }, 422],
  ])('%j is refused with %i', (body, status) => {
    expect(outcome(body)).toEqual([status, expect.any(String) as unknown]);
  });

  it('of any shape is read or refused, and never breaks', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const body of [value, { data: value }]) {
          const result = outcome(body);
          if (Array.isArray(result)) expect([400, 422]).toContain(result[0]);
        }
      }),
    );
  });
});
