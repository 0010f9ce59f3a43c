import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeEvent, encodeEvent, type Event } from './registry.js';

const written = (type: string): string =>
  readFileSync(new URL(`./golden/${type}.golden.json`, import.meta.url), 'utf8');
const read = (text: string): Event => decodeEvent(Buffer.from(text));

it('of a migration that counted nothing it is not known what was hidden from it', () => {
  const event = read(written('MigrationCompleted.v1'));
  expect(event.data).toMatchObject({ hidden: null, documents: { left: 3, unseen: null, unfinished: null } });
  expect(event.name === 'MigrationCompleted' && read(encodeEvent(event).toString())).toEqual(event);
});

it('a sweep told everything up to the oldest change that it held back', () => {
  const event = read(written('SweepCompleted.v3'));
  expect(event.data).toMatchObject({
    toldUpTo: '2026-11-24T09:58:00.000Z',
    heldBack: { hidden: 1, uploading: 0, carried: [] },
  });
});

it('a sweep that held nothing back told everything up to its beginning', () => {
  const none = written('SweepCompleted.v3').replace(
    /"heldBack":\{[^}]*\}/,
    '"heldBack":{"oldest":null,"records":0}',
  );
  expect(read(none).data).toMatchObject({ toldUpTo: '2026-11-24T10:00:00.000Z' });
});

it('a sweep that held back what bore no time told everything up to where its lists stayed', () => {
  const hidden = written('SweepCompleted.v3').replace(/"oldest":"[^"]*"/, '"oldest":null');
  expect(read(hidden).data).toMatchObject({ toldUpTo: '2026-11-24T09:00:00.000Z' });
});

it('documents were shown to a sweep that saw some, and perhaps to one whose claim stayed behind', () => {
  const none = written('SweepCompleted.v4').replace('"seen":240', '"seen":0');
  const inSync = none.replace(/"toldUpTo":"[^"]*"/, '"toldUpTo":"2026-11-24T10:00:00.000Z"');
  const shown = [written('SweepCompleted.v4'), none, inSync].map((text) => read(text).data);
  expect(shown).toMatchObject([true, true, false].map((documentsShown) => ({ documentsShown })));
});
