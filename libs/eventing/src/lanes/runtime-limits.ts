/** Limits of a consumer. */
export interface RuntimeLimits {
  /** Unfinished records and bytes at which a partition is paused; it resumes at half of them. */
  readonly records: number;
  readonly bytes: number;
  readonly commitEveryMs: number;
  /** How often parked work is looked through for what is due. */
  readonly drainEveryMs: number;
  /** How long a lost lease may precede the rebalance that explains it, before the group is joined anew. */
  readonly leaseGraceMs: number;
}

export const DEFAULT_LIMITS: RuntimeLimits = {
  records: 2000,
  bytes: 32 * 1024 * 1024,
  commitEveryMs: 1000,
  drainEveryMs: 1000,
  leaseGraceMs: 5000,
};
