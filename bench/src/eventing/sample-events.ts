import { encodeEvent, EventId, FirmId, firmStream } from '@counterpart/contracts';
import type { OutgoingRecord } from '@counterpart/eventing';

const FIRM = FirmId.parse('bench');

/** Records of about 1 KB, spread over many objects, in batches that one send takes. */
export function* sampleBatches(topic: string, count: number, batch: number): Generator<OutgoingRecord[]> {
  for (let from = 0; from < count; from += batch) {
    const size = Math.min(batch, count - from);
    yield Array.from({ length: size }, (_, index) => sampleRecord(topic, from + index));
  }
}

function sampleRecord(topic: string, index: number): OutgoingRecord {
  const id = EventId.parse(`00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`);
  const value = encodeEvent({
    specversion: '1.0',
    id,
    source: '/counterpart/ingest',
    subject: firmStream(FIRM),
    time: '2026-05-01T10:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '0',
    causationid: id,
    correlationid: id,
    actor: 'clio:webhook',
    name: 'DeliveryReceived',
    data: {
      webhook: '3184223',
      model: 'document',
      event: 'updated',
      object: String(1_675_950_000 + (index % 5000)),
      matter: null,
      etag: `"${index}"`,
      digest: 'a'.repeat(64),
      body: Buffer.alloc(360, index % 251).toString('base64'),
      receivedAt: '2026-05-01T10:00:00.000Z',
    },
  });
  return { topic, key: `bench/${index % 500}`, value };
}
