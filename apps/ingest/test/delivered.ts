import { EventId, firmStream, type Event, type EventData, type FirmId } from '@counterpart/contracts';
import type { Delivery } from '@counterpart/eventing';

type Received = EventData<'DeliveryReceived'>;

/** What a webhook told of a document; each is a cause of its own. */
export function deliveryOf(
  { id, firm, at }: { readonly id: string; readonly firm: FirmId; readonly at: Date },
  told: Pick<Received, 'event' | 'object'>,
): Event<'DeliveryReceived'> {
  const cause = EventId.parse(id);
  const time = at.toISOString();
  const data: Received = {
    webhook: '1',
    model: 'document',
    ...told,
    matter: null,
    etag: null,
    digest: 'a'.repeat(64),
    body: '',
    receivedAt: time,
  };
  return {
    specversion: '1.0',
    id: cause,
    source: '/counterpart/ingest',
    subject: firmStream(firm),
    time,
    datacontenttype: 'application/json',
    firm,
    sequence: '0',
    causationid: cause,
    correlationid: cause,
    actor: 'clio:webhook',
    name: 'DeliveryReceived',
    data,
  };
}

/** An event as Kafka brings it to a handler. */
export function broughtBy(event: Event<'DeliveryReceived'>, tries = 1): Delivery<'DeliveryReceived'> {
  const place = { topic: 'spec', partition: 0, offset: 0n, key: null, value: null };
  const record = { ...place, headers: {}, timestamp: 0 };
  return { event, record, tries, signal: new AbortController().signal, fence: null };
}
