import type { FirmId, MatterId, MigrationRun } from '@counterpart/contracts';
import { estimate, type Estimate } from './estimate.js';
import type { MigrationDesk, MigrationPicture } from './migrate-history.ports.js';

/** What a run does now, in one word. */
type MigrationState = 'listing' | 'copying' | 'paused' | 'done' | 'failed';

/** How a run stands. */
export interface ToldMigration extends Pick<MigrationRun, 'run' | 'matter' | 'startedAt' | 'startedBy'> {
  readonly firm: FirmId;
  readonly state: MigrationState;
  readonly failure: MigrationRun['failure'];
  readonly progress: MigrationPicture['progress'];
  readonly estimate: Estimate;
}

/**
 * Tells how the newest run stands; undefined where there is none of this scope.
 * @param share of Clio’s calls that a migration can count on
 */
export async function tellMigration(
  desk: Pick<MigrationDesk, 'read'>,
  { firm, matter }: { readonly firm: FirmId; readonly matter: MatterId | null },
  share: number,
): Promise<ToldMigration | undefined> {
  const picture = await desk.read(firm);
  if (picture === undefined || (matter !== null && picture.run.matter !== matter)) return undefined;
  const { run, progress } = picture;
  const { failure, startedAt, startedBy } = run;
  return {
    firm,
    run: run.run,
    matter: run.matter,
    state: stateOf(picture),
    startedAt,
    startedBy,
    failure,
    progress,
    estimate: estimate(picture, share),
  };
}

function stateOf({ run, progress }: MigrationPicture): MigrationState {
  if (run.standing !== 'running') return run.standing;
  return progress?.phase === 'copying' ? 'copying' : 'listing';
}
