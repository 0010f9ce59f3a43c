import { expect, it } from 'vitest';
import { FirmId, MatterId } from '@counterpart/contracts';
import { inSyncAsOf, tellStanding, whyUnknown } from './tell-standing.handler.js';
import type { StandingPicture } from './tell-standing.ports.js';

const AT = '2026-05-01T12:00:00.000Z';
const sweep = { startedAt: AT, toldUpTo: AT, hidden: 0, uploading: 0, told: 0 };
const since = (at: string) => ({ oldestUnsynced: new Date(at) });

it.each([
  ['what the last sweep saw, where nothing waits', { oldestUnsynced: null }, sweep, sweep.startedAt],
  ['the oldest that waits', since('2026-05-01T11:00:00Z'), sweep, '2026-05-01T11:00:00.000Z'],
  ['the last sweep, where only newer ones wait', since('2026-05-01T12:30:00Z'), sweep, sweep.startedAt],
  ['nothing, before the first sweep', { oldestUnsynced: null }, null, null],
])('in sync as of %s', (_, standing, lastSweep, expected) => {
  expect(inSyncAsOf({ standing, lastSweep, drift: { oldest: null } })).toBe(expected);
});

it('in sync as of the moment when what somebody changed by hand was found, where that is earlier', () => {
  const drift = { oldest: new Date('2026-05-01T10:00:00Z') };
  const [none, earlier] = [{ oldestUnsynced: null }, since('2026-05-01T09:00:00Z')];
  expect(inSyncAsOf({ standing: none, lastSweep: sweep, drift })).toBe('2026-05-01T10:00:00.000Z');
  expect(inSyncAsOf({ standing: earlier, lastSweep: sweep, drift })).toBe('2026-05-01T09:00:00.000Z');
  expect(inSyncAsOf({ standing: none, lastSweep: null, drift })).toBeNull();
});

it('in sync as of the oldest change that the last sweep had to hold back', () => {
  const lastSweep = { ...sweep, toldUpTo: '2026-05-01T11:40:00.000Z', hidden: 1 };
  const standing = { oldestUnsynced: null };
  expect(inSyncAsOf({ standing, lastSweep, drift: { oldest: null } })).toBe(lastSweep.toldUpTo);
});

it('claims nothing without a sweep, without the history, or from counts that are behind', () => {
  const sound = { lastSweep: sweep, history: 'whole', covered: true, decided: true } as const;
  expect(whyUnknown(sound)).toBeNull();
  expect(whyUnknown({ ...sound, lastSweep: null })).toBe('NO_SWEEP');
  expect(whyUnknown({ ...sound, history: 'none' })).toBe('HISTORY_NOT_MIGRATED');
  expect(whyUnknown({ ...sound, history: 'incomplete' })).toBe('HISTORY_INCOMPLETE');
  expect(whyUnknown({ ...sound, covered: false })).toBe('COUNTS_BEHIND');
  expect(whyUnknown({ ...sound, decided: false })).toBe('ROUTER_BEHIND');
});

const picture: StandingPicture = {
  standing: {
    inClio: 0,
    inDropbox: 0,
    inSync: 0,
    skipped: 0,
    pending: 0,
    conflict: 0,
    missing: 0,
    dead: 0,
    drifted: 0,
    held: 0,
    oldestUnsynced: null,
  },
  skipped: {},
  unsynced: [],
  matters: [],
  drift: { changed: 0, oldest: null },
  lastSweep: sweep,
  covered: true,
  decided: true,
  history: 'whole',
  known: false,
  current: true,
};

it('refuses a matter that nothing is told of: counts of nothing would look in sync', async () => {
  const scope = { firm: FirmId.parse('hartwell'), matter: MatterId.parse('999'), limit: 1 };
  const book = (known: boolean) => ({ read: () => Promise.resolve({ ...picture, known }) });
  await expect(tellStanding(book(false), scope)).rejects.toMatchObject({ code: 'MATTER_UNKNOWN' });
  expect(await tellStanding(book(true), scope)).toMatchObject({ inSyncAsOf: sweep.startedAt });
});
