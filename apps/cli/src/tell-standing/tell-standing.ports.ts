import type { FirmId, MatterId } from '@counterpart/contracts';
import type { DriftStanding, MatterStanding, Standing, UnsyncedDocument } from '@counterpart/event-store';

/** The last sweep of a firm that came to its end. */
export interface LastSweep {
  readonly startedAt: string;
  /**
   * Everything that changed in Clio before this moment was told: the sweep’s beginning, or where the oldest change lies that
   * the connected user may not see, or whose upload is not over for less than three days.
   */
  readonly toldUpTo: string;
  /** Changes that could not be told yet: the connected user may not see them, or their matter. */
  readonly hidden: number;
  /** Changes that could not be told yet: uploads under way. */
  readonly uploading: number;
  /** Facts that webhooks had missed. */
  readonly told: number;
}

/**
 * How much of what lay in Clio before was migrated. `incomplete`: a migration came to its end without having seen everything,
 * or without telling whether it had.
 */
export type History = 'none' | 'incomplete' | 'whole';

/** What people call a matter or a document; null where no story tells it. */
export interface Names {
  readonly document: string | null;
  readonly matterNumber: string | null;
  readonly client: string | null;
}

/** Everything that is read of a firm or matter, at one moment. */
export interface StandingPicture {
  readonly standing: Standing;
  readonly skipped: Readonly<Record<string, number>>;
  /** The documents that have waited longest. */
  readonly unsynced: readonly (UnsyncedDocument & { readonly names: Names })[];
  /** Matters in which something differs, the longest waiting first; none where one matter was asked for. */
  readonly matters: readonly (MatterStanding & { readonly names: Names })[];
  /** What people changed in Dropbox by hand, and is not as it should be. */
  readonly drift: DriftStanding;
  readonly lastSweep: LastSweep | null;
  /** The counts show all that the last sweep told. */
  readonly covered: boolean;
  /** The router has decided on all that the last sweep told, and the counts show it. */
  readonly decided: boolean;
  /** Whether what lay in Clio before the firm was connected was migrated, of the matter where one was asked for. */
  readonly history: History;
  /** The trail tells of the matter; true where none was asked for. */
  readonly known: boolean;
  /** The counts show every event that is recorded. */
  readonly current: boolean;
}

/** Where the counts are kept. */
export interface StandingBook {
  read(
    scope: { readonly firm: FirmId; readonly matter: MatterId | null },
    limit: number,
  ): Promise<StandingPicture>;
}
