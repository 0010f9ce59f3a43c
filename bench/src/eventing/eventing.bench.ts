import { KafkaBroker } from '@counterpart/eventing';
import { makeRunFolder, startGround } from '@counterpart/local';
import { Client } from 'pg';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { bareConsume } from './bare-consumer.js';
import { lanesConsume } from './lanes-consumer.js';
import { sampleBatches } from './sample-events.js';

/** How much is read. */
export interface EventingOptions {
  readonly records: number;
}

const PASSWORD = 'fake-bench-password';

/** Records a second through lanes with empty handlers, beside a bare kafkajs loop over the same topic. */
export async function eventingBench({ records }: EventingOptions): Promise<BenchReport> {
  const { folder, remove } = makeRunFolder('bench-eventing');
  const ground = await startGround(folder, (message) => void process.stderr.write(`${message}\n`));
  const brokers = ground.kafkaBrokers.split(',');
  const topic = 'bench.deliveries.v1';
  try {
    const produceSeconds = await fill(brokers, topic, records);
    const urls = await makeDatabase(ground.databaseUrl);
    // Twice each, in turn: the first round also warms the page cache; the second counts.
    await bareConsume(brokers, topic, records);
    await lanesConsume(brokers, topic, records, urls);
    const bareSeconds = await bareConsume(brokers, topic, records);
    const lanesSeconds = await lanesConsume(brokers, topic, records, urls);
    const perSecond = (seconds: number): number => Math.round(records / seconds);
    return {
      bench: 'eventing',
      records,
      producedPerSecond: perSecond(produceSeconds),
      ours: { perSecond: perSecond(lanesSeconds) },
      bare: { perSecond: perSecond(bareSeconds) },
      ratio: Math.round((bareSeconds / lanesSeconds) * 1000) / 1000,
      machine: machine(),
      holds: true,
    };
  } finally {
    await ground.stop();
    remove();
  }
}

async function fill(brokers: readonly string[], topic: string, records: number): Promise<number> {
  const broker = new KafkaBroker({ brokers, clientId: 'bench-fill' });
  const admin = await broker.admin();
  await admin.createTopics([{ name: topic, partitions: 6, replicationFactor: 1, config: {} }]);
  await admin.close();
  const producer = await broker.producer();
  const began = performance.now();
  for (const batch of sampleBatches(topic, records, 500)) await producer.send(batch);
  const seconds = (performance.now() - began) / 1000;
  await producer.close();
  return seconds;
}

async function makeDatabase(admin: string): Promise<{ owner: string; service: string }> {
  const client = new Client({ connectionString: admin });
  await client.connect();
  await client.query(`create role counterpart_service login password '${PASSWORD}'`);
  await client.query('create database bench');
  await client.end();
  const owner = new URL(admin);
  owner.pathname = '/bench';
  const service = new URL(owner);
  service.username = 'counterpart_service';
  service.password = PASSWORD;
  return { owner: owner.href, service: service.href };
}
