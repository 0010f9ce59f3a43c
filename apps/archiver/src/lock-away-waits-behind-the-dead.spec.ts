import { expect, it } from 'vitest';
import { subscriptions } from './subscriptions.js';

/*
 * A version could not be kept, and that was given up. The move that was to lock its document away queued behind it, in the same
 * lane, until a person came.
 */

it('what locks a document away does not wait behind what was given up of it', () => {
  const tables = subscriptions({ COUNTERPART_ARCHIVER_CONCURRENCY: 4 });
  const moving = tables.filter(({ rows }) => rows.some(({ event }) => event === 'RelocationPlanned'));
  expect(moving.map(({ afterDeath }) => afterDeath)).toEqual(['release']);
});
