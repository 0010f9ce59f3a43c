import type { FirmId, MatterId, MigrationRun } from '@counterpart/contracts';

/** What ingest keeps of a run. */
export interface RunProgress {
  /** `matters` and `documents` are listed, then copied. */
  readonly phase: 'matters' | 'documents' | 'copying';
  readonly matters: number;
  /** Records of Clio’s lists that the connected user may not see whole; null where they were not counted. */
  readonly hidden: number | null;
  /** Matters of which no document waits to be registered or is on its way. */
  readonly mattersFinished: number;
  readonly documents: DocumentCounts;
  /** Clio calls that migrations had taken when the run began. */
  readonly callsBegun: number;
  /** The same when it had listed everything; null before. */
  readonly callsListed: number | null;
  /** Why Clio did not answer as it should, last; null where it does. */
  readonly trouble: string | null;
}

/** How many documents of a run stand where. */
export interface DocumentCounts {
  readonly found: number;
  /** Known to the trail: what is on its way and all that is over. */
  readonly registered: number;
  readonly onTheirWay: number;
  readonly mirrored: number;
  /** Left out by a rule. */
  readonly skipped: number;
  /** Something else lies at their place. */
  readonly conflict: number;
  /** Their bytes are gone from Clio. */
  readonly missing: number;
  /** Given up after the last try. */
  readonly dead: number;
  /** Not registered: they went to the trash first. */
  readonly left: number;
  /** Not registered: Clio showed them no more, or does not show their matter. */
  readonly unseen: number;
  /** Not registered: their upload was not over. */
  readonly unfinished: number;
}

/** Everything that is read of a firm’s newest run, at one moment. */
export interface MigrationPicture {
  readonly run: MigrationRun;
  /** Null until ingest has begun. */
  readonly progress: RunProgress | null;
  /** Clio calls that migrations have taken by now. */
  readonly callsTaken: number;
  /** Clio’s calls a minute, as its answers tell; null where they have told none. */
  readonly limit: number | null;
}

/** Whose run is meant, and who says something of it. */
export interface MigrationWord {
  readonly firm: FirmId;
  /** The run of this one matter; null for that of the firm, or whichever is under way. */
  readonly matter: MatterId | null;
  /** `user:…` */
  readonly actor: string;
  readonly why: string | null;
}

/** `under-way`: a run is not done yet, one at a time. `none`: no such run is under way. Nothing was recorded then. */
export type MigrationOutcome = 'started' | 'paused' | 'resumed' | 'no-change' | 'under-way' | 'none';

/** Where runs are ordered, and their progress is read. */
export interface MigrationDesk {
  start(word: MigrationWord): Promise<MigrationOutcome>;
  pause(word: MigrationWord): Promise<MigrationOutcome>;
  resume(word: MigrationWord): Promise<MigrationOutcome>;
  /** The newest run; undefined where there was none. */
  read(firm: FirmId): Promise<MigrationPicture | undefined>;
}
