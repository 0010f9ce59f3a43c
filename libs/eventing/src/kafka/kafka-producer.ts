import type { Kafka, Message, Producer as KafkaJsProducer, TopicMessages } from 'kafkajs';
import type { OutgoingRecord, Producer } from '../broker.js';
import { InfrastructureUnavailable } from '../errors.js';

/** Records of one `send`, waiting for their batch. */
interface Waiting {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Most records and bytes of one request. All of it may go to one partition, and a broker refuses more than 1 MiB for one
 * (`message.max.bytes`, by default 1,048,588) for ever.
 */
const MAX_RECORDS = 1000;
const MAX_BYTES = 900 * 1024;

/** Bytes of a record beside its value and key: headers, lengths, numbers. */
const RECORD_OVERHEAD = 320;

/**
 * An idempotent producer (acks=all) that puts sends which wait at the same time into one request: while one
 * request is on its way, the next batch gathers. kafkajs keeps one idempotent request a broker in flight anyway.
 */
export class KafkaProducer implements Producer {
  readonly #waiting: Waiting[] = [];
  #client: KafkaJsProducer | null = null;
  #sending: Promise<void> | null = null;
  #closed = false;

  constructor(private readonly kafka: Kafka) {}

  /** Connects; a connection without a producer id would write without idempotence, so its failure is final. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.#closed) return Promise.reject(new InfrastructureUnavailable('the closed producer'));
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      this.#sending ??= this.#sendAll();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
    await this.#client?.disconnect();
  }

  async #sendAll(): Promise<void> {
    // One turn of the event loop lets sends of the same moment gather.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        const records = batch.flatMap((waiting) => waiting.records);
        for (const part of inRequests(records)) await this.#request(part);
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        await this.#renew();
        for (const { reject } of batch) reject(new InfrastructureUnavailable('kafka', { cause }));
      }
    }
    this.#sending = null;
  }

  #nextBatch(): readonly Waiting[] {
    let [records, bytes, count] = [0, 0, 0];
    for (const waiting of this.#waiting) {
      records += waiting.records.length;
      bytes += waiting.records.reduce((sum, record) => sum + sizeOf(record), 0);
      if (count > 0 && (records > MAX_RECORDS || bytes > MAX_BYTES)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #request(records: readonly OutgoingRecord[]): Promise<void> {
    const byTopic = Map.groupBy(records, ({ topic }) => topic);
    const topicMessages: TopicMessages[] = [...byTopic].map(([topic, ofTopic]) => ({
      topic,
      messages: ofTopic.map(toMessage),
    }));
    const client = await this.#connected();
    await client.sendBatch({ acks: -1, topicMessages });
  }

  async #connected(): Promise<KafkaJsProducer> {
    if (this.#client !== null) return this.#client;
    const client = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 30 },
    });
    await client.connect();
    this.#client = client;
    return client;
  }

  /** After any failure the sequence numbers may disagree with the broker’s: only a new producer id is safe. */
  async #renew(): Promise<void> {
    const old = this.#client;
    this.#client = null;
    // It is being given up because it failed; a second failure on the way out tells nothing new.
    await old?.disconnect().catch(() => undefined);
  }
}

const sizeOf = ({ key, value }: OutgoingRecord): number =>
  (value?.length ?? 0) + (key?.length ?? 0) + RECORD_OVERHEAD;

/** Records in their order, in parts that a broker takes. */
function* inRequests(records: readonly OutgoingRecord[]): Generator<readonly OutgoingRecord[]> {
  let [first, bytes] = [0, 0];
  for (const [index, record] of records.entries()) {
    const size = sizeOf(record);
    if (index > first && (index - first === MAX_RECORDS || bytes + size > MAX_BYTES)) {
      yield records.slice(first, index);
      [first, bytes] = [index, 0];
    }
    bytes += size;
  }
  yield records.slice(first);
}

const toMessage = ({ key, value, headers }: OutgoingRecord): Message => ({
  key,
  value,
  ...(headers === undefined ? {} : { headers: { ...headers } }),
});
