import type { Scope, TrailEvent } from '@counterpart/audit-log';

/** Where stories are read. */
export interface Stories {
  /** The events of a scope in the order in which they were recorded; none where nothing is known of it. */
  read(scope: Scope): Promise<readonly TrailEvent[]>;
}
