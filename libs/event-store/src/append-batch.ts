import {
  encodeEvent,
  EVENTS,
  firmOfStream,
  isKeyOf,
  typeOf,
  type Event,
  type EventDefinition,
  type EventId,
  type Topic,
} from '@counterpart/contracts';
import { EventStoreError } from './errors.js';
import { deriveEventId } from './event-id.js';
import type { Cause, NewEvent, StreamWrite } from './events.js';

/** Columns of an append, one array each: the parameters of one statement with `unnest`. */
export interface AppendBatch {
  readonly streams: readonly string[];
  /** Null where any version will do. */
  readonly expected: readonly (number | null)[];
  readonly ids: readonly EventId[];
  /** Index into `streams`, from 1. */
  readonly streamOf: readonly number[];
  /** Place among the events of its stream in this append, from 1. */
  readonly step: readonly number[];
  readonly types: readonly string[];
  readonly firms: readonly string[];
  readonly topics: readonly string[];
  readonly keys: readonly string[];
  /** All bodies one after another: one binary parameter is cheaper than an array of hexadecimal ones. */
  readonly bodies: Buffer;
  /** Start of each body in `bodies`, from 1. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  /** Where each body holds the sequence `0` that the statement replaces with the version, from 1. */
  readonly sequenceAt: readonly number[];
}

const SEQUENCE = '"sequence":"0"';

/** Bytes of an entry of the audit log at most: its length is a 16-bit number there (C2SP tlog-tiles). */
const LARGEST_BODY = 65_535;

/** Digits of a version beyond the one that the body was encoded with. */
const VERSION_DIGITS = 9;

/**
 * Encodes the events of one append. The version within the stream is known only inside the statement, so bodies are
 * encoded with sequence 0 and say where it stands.
 * @throws EventStoreError EVENT_STORE_INVALID_APPEND
 */
export function encodeAppend(cause: Cause, writes: readonly StreamWrite[], now: Date): AppendBatch {
  refuseRepeatedStreams(writes);
  const rows = writes.flatMap((write, stream) =>
    write.events.map((event, index) => {
      if (event.stream !== write.stream) {
        throw invalid(`an event of ${event.stream} is written to ${write.stream}`);
      }
      if (event.firm !== firmOfStream(write.stream)) {
        throw invalid(`an event of ${event.firm} is written to ${write.stream}`);
      }
      if (!isKeyOf(event.firm, event.key)) {
        throw invalid(`an event of ${event.firm} has the record key ${event.key}`);
      }
      return { event, streamOf: stream + 1, step: index + 1 };
    }),
  );
  const ids = rows.map((_, ordinal) => deriveEventId(cause.eventId, cause.handler, ordinal));
  const bodies = rows.map(({ event }, index) => encodeBody(event, cause, ids[index] as EventId, now));
  const large = bodies.findIndex((body) => body.length + VERSION_DIGITS > LARGEST_BODY);
  if (large !== -1) throw invalid(`${rows[large]?.event.name} is larger than ${LARGEST_BODY} bytes`);
  return {
    streams: writes.map((write) => write.stream),
    expected: writes.map((write) => (write.expected === 'any' ? null : write.expected)),
    ids,
    streamOf: rows.map((row) => row.streamOf),
    step: rows.map((row) => row.step),
    types: rows.map(({ event }) => typeOf(event.name)),
    firms: rows.map(({ event }) => event.firm),
    topics: rows.map(({ event }) => topicOf(event).name),
    keys: rows.map(({ event }) => event.key),
    bodies: Buffer.concat(bodies),
    starts: startsOf(bodies),
    lengths: bodies.map((body) => body.length),
    sequenceAt: bodies.map(sequencePlace),
  };
}

/** Appends of different causes as one; they share no stream. */
export function concatBatches(batches: readonly AppendBatch[]): AppendBatch {
  let [streams, bytes] = [0, 0];
  const moved = batches.map((batch) => {
    const [before, start] = [streams, bytes];
    streams += batch.streams.length;
    bytes += batch.bodies.length;
    return {
      ...batch,
      streamOf: batch.streamOf.map((place) => place + before),
      starts: batch.starts.map((one) => one + start),
    };
  });
  const all = <Key extends keyof AppendBatch>(key: Key): AppendBatch[Key][] => moved.map((one) => one[key]);
  return {
    streams: all('streams').flat(),
    expected: all('expected').flat(),
    ids: all('ids').flat(),
    streamOf: all('streamOf').flat(),
    step: all('step').flat(),
    types: all('types').flat(),
    firms: all('firms').flat(),
    topics: all('topics').flat(),
    keys: all('keys').flat(),
    bodies: Buffer.concat(all('bodies')),
    starts: all('starts').flat(),
    lengths: all('lengths').flat(),
    sequenceAt: all('sequenceAt').flat(),
  };
}

const invalid = (message: string, cause?: unknown): EventStoreError =>
  new EventStoreError('EVENT_STORE_INVALID_APPEND', message, { cause });

function refuseRepeatedStreams(writes: readonly StreamWrite[]): void {
  const streams = new Set(writes.map((write) => write.stream));
  if (streams.size !== writes.length) throw invalid('one append names a stream twice');
}

function encodeBody(event: NewEvent, cause: Cause, id: EventId, now: Date): Buffer {
  try {
    return encodeEvent({
      specversion: '1.0',
      id,
      source: cause.source,
      subject: event.stream,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      firm: event.firm,
      sequence: '0',
      causationid: cause.eventId,
      correlationid: cause.correlationId,
      actor: cause.actor,
      ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
      name: event.name,
      data: event.data,
      // The registry ties name and data together; a union member rebuilt by hand loses that tie.
    } as Event);
  } catch (error) {
    throw invalid(`${event.name} breaks its contract`, error);
  }
}

/** The topic of an event: that of its type, or one of the writer's own. */
function topicOf(event: NewEvent): Topic {
  const declared: EventDefinition['topic'] = EVENTS[event.name].topic;
  if (typeof declared !== 'string') {
    if (event.topic === undefined || event.topic.name === declared.name) return declared;
    throw invalid(`${event.name} travels on ${declared.name}, not on ${event.topic.name}`);
  }
  const noun = declared === 'own-parked' ? 'parked' : 'dead';
  if (event.topic?.name.endsWith(`.${noun}.v1`) === true) return event.topic;
  throw invalid(`${event.name} needs the topic ${noun} of the service that writes it`);
}

function startsOf(bodies: readonly Buffer[]): number[] {
  let next = 1;
  return bodies.map((body) => {
    const start = next;
    next += body.length;
    return start;
  });
}

/**
 * The last match is the attribute itself: what follows it in canonical order (source, specversion, subject, time,
 * traceparent, type) is text, in which a quotation mark is always escaped.
 */
function sequencePlace(body: Buffer): number {
  return body.lastIndexOf(SEQUENCE) + SEQUENCE.length - 1;
}
