import { generateKey } from '@counterpart/audit-log';
import { CreateAuditTables1764000002001, Sealer } from '@counterpart/audit-log/postgres';
import { TOPICS } from '@counterpart/contracts';
import { EventStore, Relay, runMigrations, storeDataSource } from '@counterpart/event-store';
import { KafkaBroker } from '@counterpart/eventing';
import { startGround } from '@counterpart/local';
import { Client } from 'pg';
import { appendSamples } from './sample-appends.js';

const PASSWORD = 'fake-bench-password';

/** Real Kafka with every topic, and a real PostgreSQL with the services’ role. */
export interface SealedGround {
  readonly brokers: readonly string[];
  readonly key: ReturnType<typeof generateKey>;
  /** Addresses of a new, empty database. */
  makeDatabase(name: string): Promise<{ readonly owner: string; readonly service: string }>;
  stop(): Promise<void>;
}

export async function openSealedGround(folder: string): Promise<SealedGround> {
  const ground = await startGround(folder, (message) => void process.stderr.write(`${message}\n`));
  const brokers = ground.kafkaBrokers.split(',');
  await makeTopics(brokers);
  await asAdmin(ground.databaseUrl, `create role counterpart_service login password '${PASSWORD}'`);
  return {
    brokers,
    key: generateKey('bench.example/audit'),
    makeDatabase: async (name) => {
      await asAdmin(ground.databaseUrl, `create database ${name}`);
      const owner = new URL(ground.databaseUrl);
      owner.pathname = `/${name}`;
      const service = new URL(owner);
      service.username = 'counterpart_service';
      service.password = PASSWORD;
      return { owner: owner.href, service: service.href };
    },
    stop: () => ground.stop(),
  };
}

async function makeTopics(brokers: readonly string[]): Promise<void> {
  const admin = await new KafkaBroker({ brokers, clientId: 'bench-topics' }).admin();
  const specs = Object.values(TOPICS).map(({ name }) => ({
    name,
    partitions: 6,
    replicationFactor: 1,
    config: {},
  }));
  await admin.createTopics(specs);
  await admin.close();
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Appends events to a store of its own that nobody tells or seals meanwhile. @returns seconds */
export async function appendAlone(
  urls: { readonly owner: string; readonly service: string },
  events: number,
): Promise<number> {
  await runMigrations({ url: urls.owner, extra: [CreateAuditTables1764000002001] });
  const dataSource = await storeDataSource({ url: urls.service, applicationName: 'bench' }).initialize();
  try {
    const began = performance.now();
    await appendSamples(new EventStore(dataSource), events);
    return (performance.now() - began) / 1000;
  } finally {
    await dataSource.destroy();
  }
}

/** How long it took until events were stored, and until they were told, sealed and published too. */
export interface SealedTimes {
  readonly appendSeconds: number;
  readonly sealedSeconds: number;
}

/** Appends events while a relay tells them and a sealer seals them, all at once, as in the running product. */
export async function appendSealed(
  { brokers, key }: SealedGround,
  urls: { readonly owner: string; readonly service: string },
  events: number,
): Promise<SealedTimes> {
  await runMigrations({ url: urls.owner, extra: [CreateAuditTables1764000002001] });
  const dataSource = await storeDataSource({ url: urls.service, applicationName: 'bench' }).initialize();
  const producer = await new KafkaBroker({ brokers, clientId: 'bench-relay' }).producer();
  const relay = new Relay({ url: urls.service, owner: 'uploader', producer });
  const sealing = Promise.withResolvers<void>();
  const sealer = new Sealer({
    url: urls.service,
    identity: { origin: key.verifier.name, keys: [key] },
    producer,
    everyMs: 50,
    observe: (fact) => {
      if (fact.kind === 'published' && fact.size === events) sealing.resolve();
      if (fact.kind === 'failed') sealing.reject(new Error('the sealer failed', { cause: fact.error }));
    },
  });
  try {
    const began = performance.now();
    const since = (): number => (performance.now() - began) / 1000;
    relay.start();
    sealer.start();
    await appendSamples(new EventStore(dataSource), events);
    const appendSeconds = since();
    await sealing.promise;
    return { appendSeconds, sealedSeconds: since() };
  } finally {
    await Promise.all([relay.stop(), sealer.stop()]);
    await producer.close();
    await dataSource.destroy();
  }
}
