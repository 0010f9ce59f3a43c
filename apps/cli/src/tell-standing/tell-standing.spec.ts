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
  expect(inSyncAsOf(standing, last, { oldest: null })).toBe(expected);
});

it('in sync as of the moment when what somebody changed by hand was found, where that is earlier', () => {
  const found = { oldest: new Date('2026-05-01T10:00:00Z') };
  expect(inSyncAsOf({ oldestUnsynced: null }, sweep, found)).toBe('2026-05-01T10:00:00.000Z');
  expect(inSyncAsOf(since('2026-05-01T09:00:00Z'), sweep, found)).toBe('2026-05-01T09:00:00.000Z');
  expect(inSyncAsOf({ oldestUnsynced: null }, null, found)).toBeNull();
});
