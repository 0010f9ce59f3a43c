import type { Event, EventName } from '@counterpart/contracts';

/** A completed sweep and its place on the trail. */
export interface ToldSweep {
  readonly place: number;
  readonly startedAt: Date;
  readonly completedAt: Date;
  /** Documents that Clio listed. */
  readonly seen: number;
}

/** A fact about a document or a matter, and its place on the trail. */
export interface ToldFact {
  readonly place: number;
  readonly fact: EventName;
  /** Clio’s id. */
  readonly subject: string;
}

/** An event at its place on the trail. */
export interface PlacedEvent {
  readonly place: number;
  readonly event: Event;
}

export const sweepsTold = (events: readonly PlacedEvent[]): readonly ToldSweep[] =>
  events.flatMap(({ place, event }) =>
    event.name === 'SweepCompleted'
      ? [
          {
            place,
            startedAt: new Date(event.data.startedAt),
            completedAt: new Date(event.time),
            seen: event.data.documents.seen,
          },
        ]
      : [],
  );

export const factsTold = (events: readonly PlacedEvent[]): readonly ToldFact[] =>
  events.map(({ place, event }) => ({
    place,
    fact: event.name,
    subject: event.subject.split('-').at(-1) ?? '',
  }));
