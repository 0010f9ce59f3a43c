import { expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { stepsAfter } from '../ground/decisions.spec-data.js';
import { earlierFound, inPlace, restored, trashed } from '../ground/document-events.spec-data.js';
import { keptAs, latePlanned } from '../ground/archive-events.spec-data.js';

/* A document lay in Clio’s trash while a late version of it was asked for. It came back, and that version was never asked for again. */

const planned = latePlanned(1);
const missing = keptAs(planned, null, { kept: null, how: 'unavailable' });

const lateSteps = (...events: readonly Event[]) =>
  stepsAfter(...events).filter(({ kind }) => kind === 'keep-late');

it('a version that Clio had no more is asked for again when its document comes back from the trash', () => {
  const asked = [...inPlace(3), earlierFound([null]), planned];
  expect(lateSteps(...asked, missing)).toEqual([]);
  expect(lateSteps(...asked, trashed(), missing)).toEqual([]);
  expect(lateSteps(...asked, trashed(), missing, restored(3))).toMatchObject([
    { prior: { version: { number: 1 } } },
  ]);
  expect(lateSteps(...asked, missing, trashed(), restored(3))).toHaveLength(1);
});
