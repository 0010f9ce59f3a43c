import type { Scope, VerifierKey } from '@counterpart/audit-log';

/** What is exported, and for whom. */
interface TrailWish {
  readonly scope: Scope;
  /** `user:…` */
  readonly actor: string;
  readonly keys: readonly VerifierKey[];
  /** Signed checkpoints that somebody holds already. */
  readonly since: readonly string[];
}

/** The audit log of an installation. */
export interface Trail {
  /**
   * The files of an export, once everything is sealed.
   * @throws AuditError AUDIT_NOTHING_TO_EXPORT, AUDIT_NOT_SEALED and others
   */
  export(wish: TrailWish): Promise<ReadonlyMap<string, Buffer>>;
}
