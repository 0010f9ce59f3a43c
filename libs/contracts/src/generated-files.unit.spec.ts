import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jsonSchemaOf } from './json-schemas.js';
import { EVENTS, typeOf, type EventName } from './registry.js';

it.each(Object.keys(EVENTS) as EventName[])('the committed JSON Schema of %s is the current one', (name) => {
  const file = new URL(`./generated/${typeOf(name)}.schema.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(name))));
});
