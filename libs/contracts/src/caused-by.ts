import type { Owner } from './topics.js';
import type { Event } from './registry.js';

/** What an appended event says of its cause. */
export interface CausedBy {
  readonly eventId: string;
  readonly correlationId: string;
  /** Part of the derived event ids: never rename it. */
  readonly handler: string;
  readonly actor: string;
  readonly source: string;
  readonly traceparent?: string;
}

/**
 * The cause of what a service’s handler appends because of an event.
 * @param decidedOn stream version that the decision was made on, where the handler decides anew each time: a
 * redelivery that finds the stream further on decides something else, and must not pass for a repetition
 */
export function causedBy(event: Event, service: Owner, handler: string, decidedOn?: number): CausedBy {
  return {
    eventId: event.id,
    correlationId: event.correlationid,
    handler: decidedOn === undefined ? `${service}.${handler}` : `${service}.${handler}@${decidedOn}`,
    actor: `service:${service}`,
    source: `/counterpart/${service}`,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}
