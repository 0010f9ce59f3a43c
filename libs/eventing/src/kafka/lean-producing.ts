import { createRequire } from 'node:module';
import { crc32c } from './crc32c.js';
import { encodeRecord, type PlainRecord } from './encode-record.js';
import { groupByPartition } from './group-by-partition.js';

/** What kafkajs writes bytes with; of a part that is done, only these are read. */
interface Encoder {
  buf: Buffer;
  offset: number;
}

const load = createRequire(import.meta.url);

/** Puts another function in the place of what a module of kafkajs exports, before anything has asked for it. */
function replace(module: string, exported: unknown): void {
  load(module);
  const cached = load.cache[load.resolve(module)];
  if (cached !== undefined) cached.exports = exported;
}

/**
 * Makes kafkajs 2.2.4 encode what it sends at a third of the cost, with the same bytes: its own functions allocate nine
 * buffers a record, add up the checksum byte by byte, and copy a partition’s list anew for each of its records. Must
 * come before `kafkajs` itself: its modules bind each other when they are loaded.
 */
function produceLeanly(): void {
  const EncoderOfKafkajs = load('kafkajs/src/protocol/encoder') as new (size: number) => Encoder;
  replace('kafkajs/src/protocol/recordBatch/record/v0', (record: PlainRecord): Encoder => {
    const encoder = new EncoderOfKafkajs(0);
    encoder.buf = encodeRecord(record);
    encoder.offset = encoder.buf.length;
    return encoder;
  });
  replace('kafkajs/src/protocol/recordBatch/crc32C', crc32c);
  replace('kafkajs/src/producer/groupMessagesPerPartition', groupByPartition);
}

produceLeanly();
