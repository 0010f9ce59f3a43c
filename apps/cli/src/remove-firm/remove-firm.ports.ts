import type { FirmId } from '@counterpart/contracts';

/** Why a firm is not removed. */
export class RemovalRefused extends Error {
  override readonly name = 'RemovalRefused';

  constructor(
    readonly code:
      /** Neither the firms file nor the trail has it. */
      | 'FIRM_UNKNOWN'
      /** The folder holds something else than a sound export of this firm, made after it was suspended. */
      | 'REMOVAL_EXPORT_UNFIT'
      /** Somebody resumed the firm in between. */
      | 'REMOVAL_INTERRUPTED',
    message: string,
  ) {
    super(message);
  }
}

/** What was destroyed. */
export interface Shredded {
  readonly grants: number;
  readonly hooks: number;
}

/** Why nothing was destroyed: the firm is served again, or something was told that the export does not hold. */
export type Undestroyed = 'resumed' | 'told-since';

/** Destroys what the firm’s key sealed, and the key. Works as the owner role. */
export interface Shredder {
  /**
   * One transaction: the key, the grants, every row of the firm but its trail, and the `FirmRemoved` that tells it.
   * Nothing is destroyed where the export is not all that was told of the firm.
   */
  shred(removal: {
    readonly firm: FirmId;
    readonly actor: string;
    readonly reason: string;
    /** Id of the export’s statement. */
    readonly exported: string;
    /** How many events the export holds besides it. */
    readonly events: number;
  }): Promise<Shredded | Undestroyed>;
  /** Rewrites the tables, so that no dead row of them keeps what was destroyed of a removed firm. May be repeated. */
  scrub(firm: FirmId): Promise<void>;
}
