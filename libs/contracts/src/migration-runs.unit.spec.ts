import { expect, it } from 'vitest';
import { currentMigration, migrationRuns } from './migration-runs.js';
import type { Event, EventName } from './registry.js';

const RUN = '018f3f6e-5b0a-7c4e-9d2a-000000000001';
const OTHER = '018f3f6e-5b0a-7c4e-9d2a-000000000002';

/** Only what the fold reads: complete events are the golden files’ business. */
const event = (name: EventName, data: object, id = RUN): Event =>
  ({ id, name, data, time: '2026-11-24T09:00:00.000Z', actor: 'user:ada' }) as unknown as Event;
const started = (id = RUN): Event => event('MigrationStarted', { matter: null }, id);
const about = (name: EventName, more = {}): Event => event(name, { run: RUN, ...more });

it.each([
  ['runs once it is started', [started()], 'running'],
  ['stands still while it is paused', [started(), about('MigrationPaused')], 'paused'],
  ['goes on when it is resumed', [started(), about('MigrationPaused'), about('MigrationResumed')], 'running'],
  ['has failed', [started(), about('MigrationFailed', { code: 'CLIO_FORBIDDEN' })], 'failed'],
  [
    'goes on after a failure when it is resumed',
    [started(), about('MigrationFailed', { code: 'CLIO_FORBIDDEN' }), about('MigrationResumed')],
    'running',
  ],
] as const)('a run %s', (_, story, standing) => {
  expect(currentMigration(story)).toMatchObject({ run: RUN, standing, startedBy: 'user:ada' });
});

it('a run that is done is no longer under way, and the next one is told apart from it', () => {
  const story = [started(), about('MigrationCompleted')];
  expect(currentMigration(story)).toBeNull();
  const next = [...story, started(OTHER), about('MigrationPaused')];
  expect(currentMigration(next)).toMatchObject({ run: OTHER, standing: 'running' });
  expect(migrationRuns(next).map(({ run }) => run)).toEqual([RUN, OTHER]);
});

it('no run is under way where none was started', () => {
  expect(currentMigration([])).toBeNull();
});
