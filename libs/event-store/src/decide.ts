import type { Event, StreamName } from '@counterpart/contracts';
import { EventStoreError, VersionConflict } from './errors.js';
import { deriveEventId } from './event-id.js';
import type { AppendResult, Cause, NewEvent, RecordedEvent, StreamWrite } from './events.js';
import type { Transaction } from './transaction.js';

/** A pure decision over the history of some streams. */
export interface Decision<State> {
  readonly cause: Cause;
  /**
   * The streams whose history is folded, each in its order, one stream after another. An event for one of them is
   * appended at the version that was read; an event for any other stream takes that stream's next version.
   */
  readonly streams: readonly StreamName[];
  readonly initial: State;
  /** Pure: the state after one more event. */
  readonly evolve: (state: State, event: Event) => State;
  /** Pure: what is to be recorded; an empty list records nothing. */
  readonly decide: (state: State) => readonly NewEvent[];
  /** Time of the events. */
  readonly now: Date;
  /** Moves the handler's own tables in the same transaction; not called for a duplicate. It may run again. */
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

/** What a decision needs of the store. */
export interface DecisionStore {
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  append(tx: Transaction, cause: Cause, writes: readonly StreamWrite[], now: Date): Promise<AppendResult>;
  readStreams(
    streams: readonly StreamName[],
    options: { readonly tx: Transaction },
  ): Promise<ReadonlyMap<StreamName, readonly RecordedEvent[]>>;
}

/** How often a decision is taken again when its streams move on under it. */
const TRIES = 8;

/** See `EventStore.decide`. */
export async function runDecision<State>(
  store: DecisionStore,
  decision: Decision<State>,
): Promise<DecisionResult<State>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.transact((tx) => decideOnce(store, decision, tx));
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      if (attempt === TRIES) {
        throw new EventStoreError('EVENT_STORE_CONTENTION', `${error.stream} moved on ${TRIES} times`, {
          cause: error,
        });
      }
    }
  }
}

async function decideOnce<State>(
  store: DecisionStore,
  decision: Decision<State>,
  tx: Transaction,
): Promise<DecisionResult<State>> {
  if (await wasHandled(tx, decision.cause)) return { outcome: 'duplicate' };
  const histories = await store.readStreams(decision.streams, { tx });
  const state = fold(decision, histories);
  const events = decision.decide(state);
  if (events.length === 0) {
    await decision.alongside?.(tx, state, null);
    return { outcome: 'nothing', state };
  }
  const appended = await store.append(tx, decision.cause, writesOf(events, histories), decision.now);
  if (appended.outcome === 'duplicate') return { outcome: 'duplicate' };
  await decision.alongside?.(tx, state, appended);
  return { outcome: 'appended', state, appended };
}

/** A cause that led to anything left its first event. */
async function wasHandled(tx: Transaction, cause: Cause): Promise<boolean> {
  const found = await tx.client.query({
    name: 'event-store-was-handled',
    text: 'select 1 from event_store.events where event_id = $1',
    values: [deriveEventId(cause.eventId, cause.handler, 0)],
  });
  return found.rowCount !== 0;
}

function fold<State>(
  decision: Decision<State>,
  histories: ReadonlyMap<StreamName, readonly RecordedEvent[]>,
): State {
  let state = decision.initial;
  for (const stream of decision.streams) {
    for (const recorded of histories.get(stream) ?? []) state = decision.evolve(state, recorded.event);
  }
  return state;
}

/** Events by stream, streams in the order of their first event: that order gives the ids. */
function writesOf(
  events: readonly NewEvent[],
  histories: ReadonlyMap<StreamName, readonly RecordedEvent[]>,
): StreamWrite[] {
  const byStream = Map.groupBy(events, (event) => event.stream);
  return [...byStream].map(([stream, own]) => ({
    stream,
    expected: histories.has(stream) ? (histories.get(stream)?.at(-1)?.version ?? 0) : 'any',
    events: own,
  }));
}
