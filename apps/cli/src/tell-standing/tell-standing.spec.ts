import { expect, it } from 'vitest';
import { inSyncAsOf } from './tell-standing.handler.js';

const sweep = { startedAt: '2026-05-01T12:00:00.000Z', told: 0 };
const since = (at: string) => ({ oldestUnsynced: new Date(at) });

it.each([
  ['what the last sweep saw, where nothing waits', { oldestUnsynced: null }, sweep, sweep.startedAt],
  ['the oldest that waits', since('2026-05-01T11:00:00Z'), sweep, '2026-05-01T11:00:00.000Z'],
  ['the last sweep, where only newer ones wait', since('2026-05-01T12:30:00Z'), sweep, sweep.startedAt],
  ['nothing, before the first sweep', { oldestUnsynced: null }, null, null],
])('in sync as of %s', (_, standing, last, expected) => {
  expect(inSyncAsOf(standing, last)).toBe(expected);
});
