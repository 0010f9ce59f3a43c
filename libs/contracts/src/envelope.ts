import { z } from 'zod';
import { EventId, FirmId, StreamName } from './ids.js';
import { Instant } from './snapshots.js';

/**
 * CloudEvents 1.0, structured JSON, with our extension attributes.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export const EnvelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: EventId,
  /** `/counterpart/<service>`: the program that recorded it. */
  source: z.string().startsWith('/counterpart/'),
  /** `<Name>.v<version>`, e.g. `DocumentMirrored.v1`. */
  type: z.string().regex(/^[A-Z][A-Za-z]+\.v[1-9][0-9]*$/),
  /** The stream. */
  subject: StreamName,
  time: Instant,
  datacontenttype: z.literal('application/json'),
  firm: FirmId,
  /** Version within the stream from 1, decimal text; `0` for records that are in no stream. */
  sequence: z.string().regex(/^(0|[1-9][0-9]*)$/),
  /** The event or delivery that made this happen; an edge event causes itself. */
  causationid: z.string().min(1),
  /** The same for everything that follows from one beginning. */
  correlationid: z.string().min(1),
  /** Who did it: a service (`service:uploader`) or a person (`user:…`). */
  actor: z.string().min(1),
  /** W3C trace context, where tracing is on. */
  traceparent: z.string().optional(),
  data: z.unknown(),
});

/** The attributes every event has, whatever its type. */
export type EnvelopeAttributes = Omit<z.infer<typeof EnvelopeSchema>, 'data' | 'type'>;
