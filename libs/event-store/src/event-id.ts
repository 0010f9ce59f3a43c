import { createHash } from 'node:crypto';
import { EventId } from '@counterpart/contracts';

/** Namespace of all derived event ids (a random UUID, fixed for ever: it is part of every id). */
const NAMESPACE = Buffer.from('6f1c8f0ad0c34f5c9a5ab1f6f0b2c7e4', 'hex');

/**
 * The id of the event that a handler appends as number `ordinal` (from 0) because of a cause: UUIDv5, so that a
 * redelivered cause gives the same ids and collides with what it wrote the first time.
 * The parts are joined as JSON, so that no two triples give the same text.
 * @see RFC 9562 §5.5
 */
export function deriveEventId(causeId: string, handler: string, ordinal: number): EventId {
  const name = JSON.stringify([causeId, handler, ordinal]);
  const bytes = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return EventId.parse(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
  );
}
