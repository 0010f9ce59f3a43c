import type { Event, StreamName } from '@counterpart/contracts';
import type { AppendResult, Cause, NewEvent } from './events.js';
import type { Transaction } from './transaction.js';

/** A pure decision over the history of some streams. */
export interface Decision<State> {
  readonly cause: Cause;
  /**
   * The streams whose history is folded; an event for one of them is appended at the version that was read,
   * an event for any other stream takes that stream's next version.
   */
  readonly streams: readonly StreamName[];
  readonly initial: State;
  /** Pure: the state after one more event. */
  readonly evolve: (state: State, event: Event) => State;
  /** Pure: what is to be recorded; an empty list records nothing. */
  readonly decide: (state: State) => readonly NewEvent[];
  /** Time of the events. */
  readonly now: Date;
  /** Moves the handler's own tables in the same transaction. Not called for a duplicate. */
  readonly alongside?: (tx: Transaction, state: State, appended: AppendResult | null) => Promise<void>;
}

/**
 * `appended`: recorded; `nothing`: the decision was to record nothing;
 * `duplicate`: the cause was handled before, nothing was decided.
 */
export type DecisionResult<State> =
  | { readonly outcome: 'appended'; readonly state: State; readonly appended: AppendResult }
  | { readonly outcome: 'nothing'; readonly state: State }
  | { readonly outcome: 'duplicate' };
