import type { Event, EventData, EventId, EventName, FirmId, StreamName, Topic } from '@counterpart/contracts';

/** An event that is about to be appended; id, time, cause and version are added by the append. */
export type NewEvent<Name extends EventName = EventName> = {
  [N in Name]: {
    readonly name: N;
    /** The stream it belongs to. */
    readonly stream: StreamName;
    readonly firm: FirmId;
    /** Record key on its topic, see `matterKey` and `namespaceKey`. */
    readonly key: string;
    readonly data: EventData<N>;
    /** Only for types that travel on a topic of the writing service. */
    readonly topic?: Topic;
  };
}[Name];

/** What made a handler append. Everything that follows from one cause carries its correlation id. */
export interface Cause {
  /** The event (or delivery) that is being handled: the causation id of what is appended. */
  readonly eventId: string;
  readonly correlationId: string;
  /** Name of the handler, e.g. `uploader.stage-document`. It is part of the derived ids: never rename it. */
  readonly handler: string;
  /** Who acts: `service:uploader` or `user:…`. */
  readonly actor: string;
  /** `/counterpart/<service>`. */
  readonly source: string;
  /** W3C trace context, where tracing is on. */
  readonly traceparent?: string;
}

/** What is to be appended to one stream. */
export interface StreamWrite {
  readonly stream: StreamName;
  /** Version the stream must stand at (0: it must not exist yet); `any` takes whatever comes next. */
  readonly expected: number | 'any';
  /** Events of this stream in their order. */
  readonly events: readonly NewEvent[];
}

/** Where an event stands. */
export interface EventPlace {
  readonly id: EventId;
  readonly stream: StreamName;
  /** Version within the stream, from 1. */
  readonly version: number;
  /** Place in the whole store, from 1; it has gaps and is not the order of commits. */
  readonly position: bigint;
}

/**
 * `appended`: the events are in the store once the transaction commits.
 * `duplicate`: all of them stood there already (a redelivery); nothing was changed.
 */
export interface AppendResult {
  readonly outcome: 'appended' | 'duplicate';
  /** In the order of the call. */
  readonly events: readonly EventPlace[];
}

/** An event as the store holds it. */
export interface RecordedEvent extends EventPlace {
  /** Id of the transaction that wrote it; with the position it gives the order in which readers go. */
  readonly tx: bigint;
  /** Name of the topic it travels on. */
  readonly topic: string;
  readonly key: string;
  /** Clock of the database at the moment of writing. */
  readonly recordedAt: Date;
  /** The event in its current version. */
  readonly event: Event;
}
