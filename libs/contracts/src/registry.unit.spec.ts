import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf, type Schema } from './arbitrary-of-schema.spec-data.js';
import { canonicalJson, type Json } from './canonical-json.js';
import { goldenEvent } from './golden-events.spec-data.js';
import { jsonSchemaOf } from './json-schemas.js';
import { decodeEvent, encodeEvent, EVENTS, typeOf, type Event, type EventName } from './registry.js';
import { UnreadableEvent } from './reading.js';

const names = Object.keys(EVENTS) as EventName[];
const example = (): Record<string, unknown> =>
  JSON.parse(encodeEvent(goldenEvent('DocumentSkipped')).toString('utf8')) as Record<string, unknown>;
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

describe('the registry', () => {
  it.each(names)('reads %s back as it was written, whatever its data are', (name) => {
    const data = arbitraryOf(jsonSchemaOf(name) as Schema);
    fc.assert(
      fc.property(data, (generated) => {
        const event = { ...goldenEvent(name), data: generated } as Event;
        const bytes = encodeEvent(event);
        expect(decodeEvent(bytes)).toEqual(event);
        expect(encodeEvent(decodeEvent(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each(names)('writes %s as canonical JSON of its current version', (name) => {
    const text = encodeEvent(goldenEvent(name)).toString('utf8');
    expect(text).toBe(canonicalJson(JSON.parse(text) as Json));
    expect(JSON.parse(text)).toMatchObject({ type: typeOf(name), specversion: '1.0' });
  });

  it.each(names)('names %s by its own name', (name) => {
    expect(EVENTS[name].name).toBe(name);
  });

  it('does not write data that break their contract', () => {
    const broken = { ...goldenEvent('DocumentSkipped'), data: { document: 501 } } as unknown as Event;
    expect(() => encodeEvent(broken)).toThrow();
  });

  it('leaves out what a later writer of the same version added', () => {
    const later = example();
    const data = later['data'] as Record<string, unknown>;
    expect(decodeEvent(bytesOf({ ...later, data: { ...data, added: 1 } }))).toEqual(
      goldenEvent('DocumentSkipped'),
    );
  });

  it.each([
    ['bytes that are not UTF-8', 'form', () => Buffer.from([0xff, 0xfe])],
    ['what is not JSON', 'form', () => Buffer.from('{')],
    ['what is no envelope', 'form', () => bytesOf({ hello: 1 })],
    ['an unknown type', 'type', () => bytesOf({ ...example(), type: 'DocumentLost.v1' })],
    [
      'a type named as a member of every object',
      'type',
      () => bytesOf({ ...example(), type: 'ToString.v1' }),
    ],
    ['a version from the future', 'version', () => bytesOf({ ...example(), type: 'DocumentSkipped.v9' })],
    ['data that break their contract', 'form', () => bytesOf({ ...example(), data: {} })],
    ['an id that is no UUID', 'form', () => bytesOf({ ...example(), id: '1' })],
  ])('refuses %s with a code, and says that it is the %s', (_, because, bytes) => {
    expect(() => decodeEvent(bytes())).toThrow(UnreadableEvent);
    expect(() => decodeEvent(bytes())).toThrow(
      expect.objectContaining({ code: 'EVENT_UNREADABLE', because }),
    );
  });
});
