import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenEvent } from './golden-events.spec-data.js';
import { decodeEvent, encodeEvent, EVENTS, typeOf, type EventName } from './registry.js';

const FOLDER = new URL('./golden/', import.meta.url);
const names = Object.keys(EVENTS) as EventName[];
const golden = (type: string): URL => new URL(`${type}.golden.json`, FOLDER);

describe('what was ever written stays readable', () => {
  it.each(names)('%s has a golden file of its current version', (name) => {
    const bytes = encodeEvent(goldenEvent(name)).toString('utf8');
    // A golden file is written once, by hand, from these bytes, and never changed.
    if (!existsSync(golden(typeOf(name)))) throw new Error(`${typeOf(name)} has no golden file: ${bytes}`);
    expect(bytes).toBe(readFileSync(golden(typeOf(name)), 'utf8'));
  });

  it.each(names)('%s decodes from its golden file to its example', (name) => {
    expect(decodeEvent(readFileSync(golden(typeOf(name))))).toEqual(goldenEvent(name));
  });

  it.each(readdirSync(FOLDER))('%s decodes, whatever version it is', (file) => {
    const event = decodeEvent(readFileSync(new URL(file, FOLDER)));
    expect(file.startsWith(`${event.name}.v`)).toBe(true);
  });
});
