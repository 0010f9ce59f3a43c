import type { ClientBase } from 'pg';
import type { RecordedEvent } from '../events.js';
import type { StoreCursor } from '../readers/read-gated.js';

/** All that a projector may touch: tables, in the transaction that also moves its cursor. No port has effects. */
export interface ProjectorScope {
  readonly client: ClientBase;
  /** Schema that holds the tables of this run: the projector’s own, or the one in which it is built anew. */
  readonly schema: string;
}

/** A pure fold of events into tables of its own. It may be reset: the same events give the same tables. */
export interface Projector {
  readonly kind: 'projector';
  /** Name of its cursor; a projector that folds otherwise takes a new name and new tables. */
  readonly name: string;
  /** Schema that holds its tables, and nothing else. */
  readonly schema: string;
  /** Events in (tx, position) order, each exactly once. */
  readonly project: (scope: ProjectorScope, events: readonly RecordedEvent[]) => Promise<void>;
}

/**
 * Touches the world because of events. It is never reset: its effects are keyed and recorded, and it starts after a
 * recorded cut-over instead of at the beginning.
 */
export interface Reactor<Effects> {
  readonly kind: 'reactor';
  readonly name: string;
  readonly cutOver: StoreCursor;
  readonly react: (effects: Effects, event: RecordedEvent) => Promise<void>;
}
