import { expect, it } from 'vitest';
import { goldenEvent } from './golden-events.spec-data.js';
import { FirmId, MatterId } from './ids.js';
import { mattersIn } from './matters-in.js';
import type { Event } from './registry.js';

const FIRM = FirmId.parse('reyes-partners');

function addedTo(matter: string | null): Event {
  const added = goldenEvent('DocumentAdded');
  if (added.name !== 'DocumentAdded') throw new TypeError('it is another event');
  const document = { ...added.data.document, matter: matter === null ? null : MatterId.parse(matter) };
  return { ...added, data: { ...added.data, document } };
}

it('a document was in every matter that an event shows it in, each told once; one that was in none was in none', () => {
  const mentioned = goldenEvent('DocumentMirrored');
  expect(mattersIn(FIRM, [addedTo('77'), addedTo(null), addedTo('78'), addedTo('77'), mentioned])).toEqual([
    'matter-reyes-partners-77',
    'matter-reyes-partners-78',
  ]);
  expect(mattersIn(FIRM, [addedTo(null), mentioned])).toEqual([]);
});
