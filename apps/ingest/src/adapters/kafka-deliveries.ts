import { TOPICS, typeOf } from '@counterpart/contracts';
import type { Platform } from '@counterpart/service-defaults';
import type { DeliveryTopic } from '../receive-delivery/receive-delivery.ports.js';

/** Accepted deliveries on their topic; resolves after acks=all. */
export class KafkaDeliveries implements DeliveryTopic {
  constructor(private readonly producer: Platform['producer']) {}

  put({ key, value, eventId }: { key: string; value: Buffer; eventId: string }): Promise<void> {
    const headers = {
      'event-id': eventId,
      type: typeOf('DeliveryReceived'),
      'content-type': 'application/cloudevents+json',
    };
    return this.producer.send([{ topic: TOPICS.deliveries.name, key, value, headers }]);
  }
}
