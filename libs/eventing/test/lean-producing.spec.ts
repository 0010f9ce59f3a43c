import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../src/kafka/crc32c.js';
import { encodeRecord, type PlainRecord } from '../src/kafka/encode-record.js';
import { groupByPartition } from '../src/kafka/group-by-partition.js';

// Nothing here has put ours in the place of kafkajs’ own.
const load = createRequire(import.meta.url);
const theirs = {
  record: load('kafkajs/src/protocol/recordBatch/record/v0') as (record: PlainRecord) => { buffer: Buffer },
  crc32c: load('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number,
  group: load('kafkajs/src/producer/groupMessagesPerPartition') as typeof groupByPartition,
};

const anyBytes = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
const anyField = fc.oneof(anyBytes, fc.string({ unit: 'grapheme', maxLength: 300 }));
const anyRecord = fc.record(
  {
    offsetDelta: fc.nat(100_000),
    timestampDelta: fc.integer({ min: -1_000_000, max: 10_000_000_000 }),
    key: fc.option(anyField),
    value: fc.option(anyField),
    headers: fc.dictionary(
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.oneof(anyField, fc.array(anyField, { maxLength: 3 })),
    ),
  },
  { requiredKeys: ['key', 'value'] },
);

describe('lean producing', () => {
  it('encodes any record to the bytes that kafkajs itself makes', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(encodeRecord(record)).toEqual(Buffer.from(theirs.record(record).buffer));
      }),
    );
  });

  it('takes the checksum of RFC 3720, of any bytes the one that kafkajs itself takes', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    fc.assert(fc.property(anyBytes, (bytes) => crc32c(bytes) === theirs.crc32c(bytes)));
  });

  it('groups by partition, each in order, as kafkajs itself does', () => {
    const grouping = (messages: readonly number[]) => ({
      topic: 'spec',
      partitionMetadata: [{}, {}, {}],
      messages,
      partitioner: ({ message }: { message: unknown }) => Number(message) % 3,
    });
    fc.assert(
      fc.property(fc.array(fc.nat()), (messages) => {
        expect(groupByPartition(grouping(messages))).toEqual(theirs.group(grouping(messages)));
      }),
    );
    expect(groupByPartition({ ...grouping([1]), partitionMetadata: [] })).toEqual({});
  });
});
