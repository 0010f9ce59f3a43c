import type { EventId, MatterId } from './ids.js';
import type { Event, EventData } from './registry.js';

/** Where a run of a firm’s migration stands, by what people and ingest told. */
export type MigrationStanding = 'running' | 'paused' | 'failed' | 'done';

/** One run of a firm’s migration. */
export interface MigrationRun {
  readonly run: EventId;
  /** The one matter; null for the whole firm. */
  readonly matter: MatterId | null;
  readonly startedAt: string;
  /** `user:…` */
  readonly startedBy: string;
  readonly standing: MigrationStanding;
  /** Why it failed; null in every other standing. */
  readonly failure: EventData<'MigrationFailed'>['code'] | null;
  /** What it came to; null until it is done. */
  readonly outcome: EventData<'MigrationCompleted'> | null;
}

/** Pure: the runs that a firm’s migration stream tells of, the oldest first. */
export const migrationRuns = (story: readonly Event[]): readonly MigrationRun[] => story.reduce(evolve, []);

/** The run that is under way: the newest, unless it is done. */
export function currentMigration(story: readonly Event[]): MigrationRun | null {
  const newest = migrationRuns(story).at(-1);
  return newest === undefined || newest.standing === 'done' ? null : newest;
}

function evolve(runs: readonly MigrationRun[], event: Event): readonly MigrationRun[] {
  if (event.name === 'MigrationStarted') return [...runs, begun(event)];
  const change = changeOf(event);
  return change === null ? runs : runs.map((one) => (one.run === change.run ? { ...one, ...change } : one));
}

const begun = ({ id, data, time, actor }: Event<'MigrationStarted'>): MigrationRun => ({
  run: id,
  matter: data.matter,
  startedAt: time,
  startedBy: actor,
  standing: 'running',
  failure: null,
  outcome: null,
});

type Change = Pick<MigrationRun, 'run' | 'standing'> & Partial<MigrationRun>;

function changeOf(event: Event): Change | null {
  switch (event.name) {
    case 'MigrationPaused':
      return { run: event.data.run, standing: 'paused', failure: null };
    case 'MigrationResumed':
      return { run: event.data.run, standing: 'running', failure: null };
    case 'MigrationFailed':
      return { run: event.data.run, standing: 'failed', failure: event.data.code };
    case 'MigrationCompleted':
      return { run: event.data.run, standing: 'done', failure: null, outcome: event.data };
    default:
      return null;
  }
}
