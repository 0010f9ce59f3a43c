import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from './event-definition.js';
import { goldenEvent } from './golden-events.spec-data.js';
import { encodeEvent } from './registry.js';
import { readWith, UnreadableEvent, type Readable } from './reading.js';
import { TOPICS } from './topics.js';

/*
 * A worked example of an event type that changed twice. Version 1 told the court’s name; version 2 told court and judge
 * apart; version 3, the current one, tells pages as a number. Writers write version 3; what was written before is
 * read for ever.
 */

const BriefFiled = defineEvent({
  name: 'BriefFiled',
  version: 3,
  topic: TOPICS.facts,
  data: z.object({ court: z.string(), judge: z.string().nullable(), pages: z.int() }),
});

const BriefV1 = z.object({ court: z.string(), pages: z.string() });
const BriefV2 = z.object({ court: z.string(), judge: z.string().nullable(), pages: z.string() });

const readable: Readable = {
  definitions: { BriefFiled },
  upcasters: new Map<string, (data: unknown) => unknown>([
    // What version 1 did not know is null, never a guess.
    ['BriefFiled.v1', (data) => ({ ...BriefV1.parse(data), judge: null })],
    ['BriefFiled.v2', (data) => ({ ...BriefV2.parse(data), pages: Number(BriefV2.parse(data).pages) })],
  ]),
};

const written = (type: string, data: object): Buffer => {
  const envelope: object = JSON.parse(encodeEvent(goldenEvent('SourceMissing')).toString('utf8'));
  return Buffer.from(JSON.stringify({ ...envelope, type, data }));
};

describe('an event type that changed', () => {
  it.each([
    ['BriefFiled.v1', { court: 'Superior Court', pages: '12' }, { judge: null }],
    ['BriefFiled.v2', { court: 'Superior Court', judge: 'Ito', pages: '12' }, { judge: 'Ito' }],
    ['BriefFiled.v3', { court: 'Superior Court', judge: 'Ito', pages: 12 }, { judge: 'Ito' }],
  ])('is read in its current version, whichever was written: %s', (type, data, expected) => {
    const { data: read, name } = readWith(readable, written(type, data));
    expect([name, read]).toEqual(['BriefFiled', { court: 'Superior Court', pages: 12, ...expected }]);
  });

  it('keeps all that surrounds the data as it was written', () => {
    const {
      data: _,
      name: __,
      ...attributes
    } = readWith(readable, written('BriefFiled.v1', { court: 'C', pages: '1' }));
    const { data: ___, name: ____, ...expected } = goldenEvent('SourceMissing');
    expect(attributes).toEqual(expected);
  });

  it.each([
    ['a version from the future', 'version', readable, 'BriefFiled.v4'],
    ['a version that never was', 'form', readable, 'BriefFiled.v0'],
    [
      'a version whose upcaster was forgotten',
      'form',
      { ...readable, upcasters: new Map() },
      'BriefFiled.v1',
    ],
    ['a type that is not known', 'type', readable, 'BriefLost.v1'],
  ] as const)('refuses %s', (_, because, known, type) => {
    const bytes = written(type, { court: 'C', pages: '1' });
    expect(() => readWith(known, bytes)).toThrow(UnreadableEvent);
    expect(() => readWith(known, bytes)).toThrow(expect.objectContaining({ because }));
  });
});
