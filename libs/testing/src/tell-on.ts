import { randomUUID } from 'node:crypto';
import type { Event, EventData, EventName, FirmId, StreamName, Topic } from '@counterpart/contracts';

/** An event to be told; the store adds id, time and version. */
export interface Told<Name extends EventName> {
  readonly name: Name;
  readonly stream: StreamName;
  readonly firm: FirmId;
  /** Record key on its topic. */
  readonly key: string;
  readonly data: EventData<Name>;
  readonly topic?: Topic;
}

type AnyTold = { [Name in EventName]: Told<Name> }[EventName];

/** What is needed of the event store, described here: that library’s own specs use this one. */
interface Store<Transaction> {
  transact<T>(
    work: (tx: Transaction) => Promise<T>,
    options: { readonly firm: readonly FirmId[] },
  ): Promise<T>;
  append(
    tx: Transaction,
    cause: { readonly [Word in 'eventId' | 'correlationId' | 'handler' | 'actor' | 'source']: string },
    writes: readonly {
      readonly stream: StreamName;
      readonly expected: 'any';
      readonly events: readonly AnyTold[];
    }[],
    now: Date,
  ): Promise<unknown>;
  newestOf(stream: StreamName): Promise<{ readonly event: Event } | undefined>;
}

/** Who tells, and when. */
interface Telling {
  /** Name of the service. @default spec */
  readonly by?: string;
  /** @default the time of telling */
  readonly at?: Date | string;
}

/**
 * Tells events on a store, as another service would: all from one cause and in one transaction.
 * @returns the newest event of the last one’s stream, as the store has it
 */
export const tellOn =
  <Transaction>(store: Store<Transaction>, { by = 'spec', at }: Telling = {}) =>
  async <Names extends readonly EventName[]>(
    ...events: { readonly [At in keyof Names]: Told<Names[At]> }
  ): Promise<Event<LastOf<Names>>> => {
    const told = events as readonly AnyTold[];
    const id = randomUUID();
    const origin = { handler: 'spec', actor: `service:${by}`, source: `/counterpart/${by}` };
    const cause = { eventId: id, correlationId: id, ...origin };
    const writes = [...Map.groupBy(told, ({ stream }) => stream)].map(([stream, own]) => {
      return { stream, expected: 'any' as const, events: own };
    });
    const firm = [...new Set(told.map((event) => event.firm))];
    const now = at === undefined ? new Date() : new Date(at);
    await store.transact((tx) => store.append(tx, cause, writes, now), { firm });
    const newest = await store.newestOf((told.at(-1) as AnyTold).stream);
    return newest?.event as Event as Event<LastOf<Names>>;
  };

type LastOf<Names extends readonly EventName[]> = Names extends readonly [...unknown[], infer Last]
  ? Last & EventName
  : Names[number];
