import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  EventId,
  FirmId,
  MatterId,
  matterStream,
  TOPICS,
  type StreamName,
  type Topic,
} from '@counterpart/contracts';
import { testBroker, testDatabase } from '@counterpart/testing';
import {
  ConsumerRuntime,
  EVENTING_FIRMS,
  EVENTING_TABLES,
  KafkaBroker,
  listParked,
  MemoryBroker,
  PartitionLeases,
  type Broker,
  type ConsumerTable,
  type ListedWork,
  type Producer,
  type RuntimeWorld,
} from '../src/index.js';
import { inTransaction, MemoryTrail, worldOn, type Tx } from './world.ts';

/** A broker, a real database, and everything a consumer needs of them. */
export interface Stage {
  readonly broker: Broker;
  /** As the owner, whom no rule about rows binds. */
  readonly pool: Pool;
  readonly databaseUrl: string;
  /** Where the real broker is; empty in memory. */
  readonly brokers: readonly string[];
  readonly producer: Producer;
  readonly leases: PartitionLeases;
  readonly trail: MemoryTrail;
  /** A fresh topic of three partitions. */
  topic(): Promise<Topic>;
  group(): string;
  /** Runs a consumer with a handler object; stopped with the stage. */
  run(
    table: ConsumerTable,
    handler: object,
    more?: Partial<
      Pick<RuntimeWorld<Tx>, 'retryMinutesOf' | 'gate' | 'firmFailureOf' | 'watch' | 'shareOf' | 'parking'>
    > & {
      /** @default 50 */
      readonly drainEveryMs?: number;
      /** @default the stage’s */
      readonly broker?: Broker;
    },
  ): Promise<ConsumerRuntime<Tx>>;
  transact<T>(work: (tx: Tx) => Promise<T>, firm?: FirmId): Promise<T>;
  /** How many records a consumer has parked, followers included. */
  parkedBy(table: ConsumerTable): Promise<number>;
  /** A consumer’s failed work, as an operator sees it. */
  failedOf(table: ConsumerTable): Promise<readonly ListedWork[]>;
  close(): Promise<void>;
}

/** The firm of every record. */
export const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('5');

/** What the migrations of the store give the services’ one role. */
const RIGHTS = [
  'grant usage on schema eventing to counterpart_service',
  'grant select, insert, update, delete on all tables in schema eventing to counterpart_service',
  'create policy shared_role on eventing.parked to counterpart_service using (true) with check (true)',
  'alter table eventing.parked enable row level security',
];

/** Which adapter of the broker port a stage has. */
export type BrokerKind = 'kafka' | 'memory';

/** A broker of a kind, and where it is. */
interface OpenBroker {
  readonly broker: Broker;
  readonly brokers: readonly string[];
  readonly prefix: string;
}

export async function openBroker(kind: BrokerKind): Promise<OpenBroker> {
  if (kind === 'memory') return { broker: new MemoryBroker(), brokers: [], prefix: 'test' };
  const { brokers, prefix } = await testBroker();
  // Longer than a busy machine may hold a process up: who is put out of its group gets its records again.
  return {
    broker: new KafkaBroker({ brokers, clientId: prefix, sessionTimeoutMs: 45_000 }),
    brokers,
    prefix,
  };
}

export async function openStage(kind: BrokerKind): Promise<Stage> {
  const [{ broker, brokers, prefix }, database] = [await openBroker(kind), await testDatabase()];
  const pool = new Pool({ connectionString: database.ownerUrl });
  for (const statement of [...EVENTING_TABLES, ...EVENTING_FIRMS, ...RIGHTS]) await pool.query(statement);
  const servicePool = new Pool({ connectionString: database.serviceUrl });
  // A pool lets go of its connections before they have ended: the dropped database may be faster.
  for (const one of [pool, servicePool]) {
    one.on('error', () => undefined);
    one.on('connect', (client) => client.on('error', () => undefined));
  }
  const admin = await broker.admin();
  const producer = await broker.producer();
  const leases = new PartitionLeases(servicePool);
  const trail = new MemoryTrail();
  const runtimes: ConsumerRuntime<Tx>[] = [];
  const topics: string[] = [];
  return {
    broker,
    pool,
    databaseUrl: database.ownerUrl,
    brokers,
    producer,
    leases,
    trail,
    topic: async () => {
      const name = `${prefix}.facts-${topics.length}.v1`;
      await admin.createTopics([{ name, partitions: 3, replicationFactor: 1, config: {} }]);
      topics.push(name);
      return { ...TOPICS.facts, name };
    },
    group: () => `${prefix}-${randomUUID().slice(0, 8)}`,
    run: async (table, handler, { drainEveryMs = 50, broker: own = broker, ...more } = {}) => {
      const limits = {
        records: 100,
        bytes: 1_000_000,
        commitEveryMs: 100,
        drainEveryMs,
        leaseGraceMs: 200,
      };
      const runtime = new ConsumerRuntime(
        table,
        { ...worldOn(servicePool, handler, trail), ...more },
        limits,
      );
      runtimes.push(runtime);
      await runtime.start(own);
      return runtime;
    },
    transact: (work, firm = FIRM) => inTransaction(servicePool, firm, work),
    parkedBy: async ({ group }) => {
      const sql = 'select count(*)::int as parked from eventing.parked where consumer = $1';
      const { rows } = await pool.query<{ parked: number }>(sql, [group]);
      return rows[0]?.parked ?? 0;
    },
    failedOf: ({ group }) =>
      inTransaction(servicePool, FIRM, async ({ client }) =>
        (await listParked(client, FIRM, 1000)).filter((work) => work.group === group),
      ),
    close: async () => {
      await Promise.all(runtimes.map((runtime) => runtime.stop(1000)));
      await producer.close();
      if (topics.length > 0) await admin.deleteTopics(topics);
      await admin.close();
      await servicePool.end();
      await pool.end();
      await database.drop();
    },
  };
}

/** A record of a step of the whole matter, seen as `9:` and its mark. */
export const stepRecord = (topic: Topic, mark: number) =>
  recordOf(topic, { subject: matterStream(FIRM, MATTER), document: 9, mark, firm: FIRM });

/** A record of a document’s event; `mark` tells them apart. */
export const documentRecord = (topic: Topic, document: number, mark: number, firm = FIRM) =>
  recordOf(topic, {
    subject: documentStream(firm, DocumentId.parse(String(document))),
    document,
    mark,
    firm,
  });

/** What a record tells. */
interface Told {
  readonly subject: StreamName;
  readonly document: number;
  readonly mark: number;
  readonly firm: FirmId;
}

function recordOf(topic: Topic, { subject, document, mark, firm }: Told) {
  const id = EventId.parse(`00000000-0000-4000-8000-${String(document * 1000 + mark).padStart(12, '0')}`);
  const documentId = DocumentId.parse(String(document));
  const value = encodeEvent({
    specversion: '1.0',
    id,
    source: '/counterpart/test',
    subject,
    time: new Date(Date.UTC(2026, 4, 1, 0, 0, mark)).toISOString(),
    datacontenttype: 'application/json',
    firm,
    sequence: String(mark),
    causationid: id,
    correlationid: id,
    actor: 'service:test',
    name: 'DocumentTrashed',
    data: { document: documentId, matter: MATTER, trashedAt: '2026-05-01T00:00:00Z' },
  });
  return { topic: topic.name, key: `${firm}/${MATTER}`, value };
}
