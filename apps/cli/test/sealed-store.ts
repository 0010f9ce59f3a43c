import { randomUUID } from 'node:crypto';
import { generateKey, type SignerKey } from '@counterpart/audit-log';
import { CreateAuditTables1764000002001, Sealer } from '@counterpart/audit-log/postgres';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  OWNERS,
  TOPICS,
} from '@counterpart/contracts';
import { EventStore, Relay, runMigrations, storeDataSource } from '@counterpart/event-store';
import { MemoryBroker } from '@counterpart/eventing';
import { eventually, tellOn, testDatabase } from '@counterpart/testing';
import { Client } from 'pg';

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');

/** A store whose events were told to the topics of a broker in memory and sealed. */
export interface SealedStore {
  readonly broker: MemoryBroker;
  readonly key: SignerKey;
  /** Every row as text, without the transaction id. */
  readonly rows: readonly string[];
  /** Root of the newest checkpoint, base64. */
  readonly root: string;
}

/**
 * Appends events to a database of its own, has them told and sealed, and drops the database.
 * @param alien one of them is of a type that only a later version of the product knows
 */
export async function sealedStore(events: number, alien = false): Promise<SealedStore> {
  const { ownerUrl, serviceUrl, drop } = await testDatabase();
  await runMigrations({ url: ownerUrl, extra: [CreateAuditTables1764000002001] });
  const broker = await brokerWithTopics();
  const key = generateKey('spec.example/audit');
  const dataSource = await storeDataSource({ url: serviceUrl, applicationName: 'spec' }).initialize();
  const client = new Client(ownerUrl);
  await client.connect();
  const producer = await broker.producer();
  const relays = OWNERS.map((owner) => new Relay({ url: serviceUrl, owner, producer }));
  const identity = { origin: key.verifier.name, keys: [key] };
  const sealer = new Sealer({ url: serviceUrl, identity, producer, everyMs: 10 });
  try {
    await append(new EventStore(dataSource), alien ? events - 1 : events);
    if (alien) await appendAlien(client);
    for (const worker of [...relays, sealer]) worker.start();
    await eventually(
      async () => (await count(client, 'select max(size) as n from audit.publications')) === events,
    );
    await Promise.all([...relays, sealer].map((worker) => worker.stop()));
    const { rows } = await client.query<{ root: string }>(
      `select encode(root, 'base64') as root from audit.checkpoints order by size desc limit 1`,
    );
    return { broker, key, rows: await rowsOf(client), root: rows[0]?.root ?? '' };
  } finally {
    await client.end();
    await dataSource.destroy();
    await drop();
  }
}

/** Every row of a store as text, without the transaction id, which is the cluster’s own. */
export async function rowsOf(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(
    `select concat_ws('|', position, stream, version, event_id, type, firm, topic, key, recorded_at,
       encode(body, 'hex')) as row from event_store.events order by position`,
  );
  return rows.map(({ row }) => row);
}

export async function count(client: Client, sql: string): Promise<number> {
  const { rows } = await client.query<{ n: string | null }>(sql);
  return Number(rows[0]?.n ?? 0);
}

async function brokerWithTopics(): Promise<MemoryBroker> {
  const broker = new MemoryBroker();
  const admin = await broker.admin();
  const specs = Object.values(TOPICS).map(({ name }) => ({
    name,
    partitions: 3,
    replicationFactor: 1,
    config: {},
  }));
  await admin.createTopics(specs);
  return broker;
}

/** As a later version would: the log takes any bytes, only a fold must know them. */
async function appendAlien(client: Client): Promise<void> {
  await client.query(
    `insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
     select stream, version + 1, $1::text::uuid, 'Mystery.v1', firm, topic, key, convert_to(replace(replace(replace(
       convert_from(body, 'UTF8'), type, 'Mystery.v1'), event_id::text, $1),
       format('"sequence":"%s"', version), format('"sequence":"%s"', version + 1)), 'UTF8')
     from event_store.events order by position desc limit 1`,
    [randomUUID()],
  );
}

/** Half of them by the router, half by the uploader, so that two relays have something to tell. */
async function append(store: EventStore, events: number): Promise<void> {
  const tell = tellOn(store, { by: 'router' });
  for (let number = 1; number <= events; number += 1) {
    const document = DocumentId.parse(String(1 + (number % 5)));
    const stream = documentStream(FIRM, document);
    const common = { stream, firm: FIRM, key: matterKey(FIRM, MATTER) };
    const skipped = {
      ...common,
      name: 'DocumentSkipped' as const,
      data: {
        document,
        matter: MATTER,
        versionNumber: number,
        reason: 'SUPERSEDED' as const,
        policyVersion: 0,
      },
    };
    const missing = {
      ...common,
      name: 'SourceMissing' as const,
      data: { document, matter: MATTER, routed: EventId.parse(randomUUID()), versionNumber: number },
    };
    const told = number % 2 === 0 ? skipped : missing;
    await tell(told);
  }
}
