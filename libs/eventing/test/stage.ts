import { randomUUID } from 'node:crypto';
import { Pool, type ClientBase } from 'pg';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  EventId,
  FirmId,
  MatterId,
  TOPICS,
  type Topic,
} from '@counterpart/contracts';
import { testBroker, testDatabase } from '@counterpart/testing';
import {
  assertFence,
  ConsumerRuntime,
  EVENTING_TABLES,
  KafkaBroker,
  PartitionLeases,
  PostgresParkingLot,
  type ConsumerTable,
  type DeadLetter,
  type Producer,
  type RuntimeWorld,
} from '../src/index.js';

type Tx = { readonly client: ClientBase };

/** A real broker, a real database, and everything a consumer needs of them. */
export interface Stage {
  readonly broker: KafkaBroker;
  readonly pool: Pool;
  readonly producer: Producer;
  readonly parking: PostgresParkingLot;
  readonly leases: PartitionLeases;
  readonly letters: DeadLetter[];
  /** A fresh topic of three partitions. */
  topic(): Promise<Topic>;
  group(): string;
  /** Runs a consumer with a handler object; stopped with the stage. */
  run(table: ConsumerTable, handler: object): Promise<ConsumerRuntime<Tx>>;
  close(): Promise<void>;
}

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('5');

export async function openStage(): Promise<Stage> {
  const [{ brokers, prefix }, database] = [await testBroker(), await testDatabase()];
  const pool = new Pool({ connectionString: database.ownerUrl });
  for (const statement of EVENTING_TABLES) await pool.query(statement);
  const broker = new KafkaBroker({ brokers, clientId: prefix, sessionTimeoutMs: 6000 });
  const admin = await broker.admin();
  const producer = await broker.producer();
  const [parking, leases] = [new PostgresParkingLot(pool), new PartitionLeases(pool)];
  const letters: DeadLetter[] = [];
  const runtimes: ConsumerRuntime<Tx>[] = [];
  const topics: string[] = [];
  const worldOf = (handler: object): RuntimeWorld<Tx> => ({
    ledger: { transact: (work, { fence }) => inTransaction(pool, work, fence) },
    leases,
    parking,
    watch: { handled: () => undefined, gauge: () => undefined, log: () => undefined },
    handlerOf: () => handler,
    onDead: (_tx, letter) => Promise.resolve(void letters.push(letter)),
    now: () => new Date(),
    chance: () => 0.5,
  });
  return {
    broker,
    pool,
    producer,
    parking,
    leases,
    letters,
    topic: async () => {
      const name = `${prefix}.facts-${topics.length}.v1`;
      await admin.createTopics([{ name, partitions: 3, replicationFactor: 1, config: {} }]);
      topics.push(name);
      return { ...TOPICS.facts, name };
    },
    group: () => `${prefix}-${randomUUID().slice(0, 8)}`,
    run: async (table, handler) => {
      const limits = { records: 100, bytes: 1_000_000, commitEveryMs: 100, drainEveryMs: 50 };
      const runtime = new ConsumerRuntime(table, worldOf(handler), limits);
      runtimes.push(runtime);
      await runtime.start(broker);
      return runtime;
    },
    close: async () => {
      await Promise.all(runtimes.map((runtime) => runtime.stop(1000)));
      await producer.close();
      if (topics.length > 0) await admin.deleteTopics(topics);
      await admin.close();
      await pool.end();
      await database.drop();
    },
  };
}

async function inTransaction<T>(
  pool: Pool,
  work: (tx: Tx) => Promise<T>,
  fence: Parameters<typeof assertFence>[1] | null,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (fence !== null) await assertFence(client, fence);
    const result = await work({ client });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** A record of a document’s event; `mark` tells them apart. */
export function documentRecord(topic: Topic, document: number, mark: number) {
  const id = EventId.parse(`00000000-0000-4000-8000-${String(document * 1000 + mark).padStart(12, '0')}`);
  const documentId = DocumentId.parse(String(document));
  const value = encodeEvent({
    specversion: '1.0',
    id,
    source: '/counterpart/test',
    subject: documentStream(FIRM, documentId),
    time: new Date(Date.UTC(2026, 4, 1, 0, 0, mark)).toISOString(),
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: String(mark),
    causationid: id,
    correlationid: id,
    actor: 'service:test',
    name: 'DocumentTrashed',
    data: { document: documentId, matter: MATTER, trashedAt: '2026-05-01T00:00:00Z' },
  });
  return { topic: topic.name, key: `${FIRM}/${MATTER}`, value };
}
