import type { FailureCode, FirmId, WorkPlace } from '@counterpart/contracts';

/** Failed work of a firm, with the names that people know it by. */
export interface FailedWorkLine {
  /** Names the work in `retry` and `discard`, and in the e-mail that told of it. */
  readonly reference: string;
  readonly consumer: string;
  /** Null where the record is no event that this version can read. */
  readonly event: string | null;
  /** `waiting` for its next try, or given up. */
  readonly state: 'waiting' | 'dead';
  readonly code: FailureCode | null;
  readonly document: { readonly id: string; readonly name: string | null } | null;
  readonly matter: {
    readonly id: string;
    readonly number: string | null;
    readonly client: string | null;
  } | null;
  /** How often it was tried since it came or was last taken up again. */
  readonly tries: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** Null where it was given up. */
  readonly nextTryAt: string | null;
  /** How many records wait behind it. */
  readonly behind: number;
}

/** What a person decides about failed work, and in whose name. */
export interface Ruling {
  readonly firm: FirmId;
  readonly place: WorkPlace;
  /** `user:…` */
  readonly actor: string;
}

/** The failed work of all services. */
export interface FailedWorkDesk {
  /** The oldest failures first. */
  list(firm: FirmId, limit: number): Promise<readonly FailedWorkLine[]>;
  /** Where all of a firm’s failed work stands, however much that is; of one reason alone where a code is given. */
  places(firm: FirmId, code: FailureCode | null): AsyncIterable<WorkPlace>;
  /** Has work tried again at once, and records it. @returns false where the firm has no such failed work */
  retry(ruling: Ruling & { readonly why: string | null }): Promise<boolean>;
  /** Gives work up for good, and records it. @returns false where the firm has no such failed work */
  discard(ruling: Ruling & { readonly why: string }): Promise<boolean>;
}
