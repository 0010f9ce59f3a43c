import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { evolve, UNSEEN } from './document/document-course.js';
import { evolveMatter, UNKNOWN_MATTER } from './matter/matter-course.js';

/** Whole stories as they were once written. They are never changed, and neither is where they lead. */
const STREAMS = new URL('../../../../libs/contracts/golden-streams/', import.meta.url);

it.each(readdirSync(STREAMS))('folds the golden stream %s to the course that it always had', async (file) => {
  const lines = readFileSync(new URL(file, STREAMS), 'utf8').split('\n').slice(0, -1);
  const events = lines.map((line) => decodeEvent(Buffer.from(line)));
  const course = file.startsWith('matter-')
    ? events.reduce(evolveMatter, UNKNOWN_MATTER)
    : events.reduce(evolve, UNSEEN);
  const name = file.replace('.jsonl', '.course.json');
  await expect(asText(course)).toMatchFileSnapshot(`../../test/golden/${name}`);
});

/** Maps are written as lists of their entries. */
const asText = (course: object): string =>
  `${JSON.stringify(course, (_, value: unknown) => (value instanceof Map ? [...value.entries()] : value), 2)}\n`;
