import { randomUUID } from 'node:crypto';
import { EVENTS, type Event, type EventName } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { topicOf } from './listening.js';

/** When everything is told. */
export const NOW = new Date('2026-11-24T09:00:00Z');

const ORIGIN = { handler: 'spec', actor: 'service:spec', source: '/counterpart/spec' };

/** Records what another service would. @returns the newest event of its stream by then */
export async function tell<Name extends EventName>(
  store: EventStore,
  event: NewEvent<Name>,
): Promise<Event<Name>> {
  const id = randomUUID();
  const { name, stream, firm, data } = event;
  const topic = typeof EVENTS[name].topic === 'string' ? { topic: topicOf({ name, data }) } : {};
  const told = { ...event, ...topic } as NewEvent;
  await store.transact(
    (tx) =>
      store.append(
        tx,
        { eventId: id, correlationId: id, ...ORIGIN },
        [{ stream, expected: 'any', events: [told] }],
        NOW,
      ),
    { firm },
  );
  return (await store.readStream(stream)).at(-1)!.event as Event<Name>;
}
