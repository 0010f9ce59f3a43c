import {
  deadLetterTopicOf,
  EVENTS,
  OWNERS,
  type Event,
  type EventName,
  type Topic,
} from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import { subscriptions } from '../src/subscriptions.js';

/** A use case, whatever it answers. */
interface UseCase {
  handle(delivery: never): Promise<Verdict>;
}

/**
 * Has events answered as they are in production: by whom the routing table names for their topic, and by nobody else.
 * @returns the last answer; where more than one group listens, all are asked
 */
export function listening(useCases: readonly UseCase[]): (event: Event) => Promise<Verdict> {
  const tables = subscriptions({ COUNTERPART_ROUTER_CONCURRENCY: 1 });
  const rows = tables.flatMap((table) =>
    table.rows.map(({ topic, event, handler }) => {
      const useCase = useCases.find((one) => one instanceof handler);
      if (useCase === undefined) throw new TypeError(`the scene has no ${handler.name}`);
      return { topic, event, useCase };
    }),
  );
  return async (event) => {
    const topic = topicOf(event).name;
    let verdict: Verdict = { kind: 'skip', reason: 'nobody listens' };
    for (const row of rows.filter((one) => one.topic === topic && one.event === event.name))
      verdict = await row.useCase.handle(delivered(event) as never);
    return verdict;
  };
}

interface Delivered<Name extends EventName> {
  readonly event: Event<Name>;
  readonly tries: 1;
  readonly signal: AbortSignal;
  readonly fence: null;
}

/** An event as Kafka would deliver it. */
export const delivered = <Name extends EventName>(event: Event<Name>): Delivered<Name> => ({
  event,
  tries: 1,
  signal: new AbortController().signal,
  fence: null,
});

/** The topic that an event travels on; what was given up travels on that of the service that did. */
export function topicOf({ name, data }: Pick<Event, 'name' | 'data'>): Topic {
  const { topic } = EVENTS[name];
  if (typeof topic !== 'string') return topic;
  const consumer = 'consumer' in data ? data.consumer : '';
  const owner = OWNERS.find((one) => consumer.startsWith(one));
  if (owner === undefined) throw new TypeError(`${name} is told by no service: ${consumer}`);
  return deadLetterTopicOf(owner);
}
