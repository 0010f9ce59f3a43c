import { TOPICS } from '@counterpart/contracts';
import type { TopicSpec } from '../broker.js';
import { KafkaBroker } from '../kafka/kafka-broker.js';
import { kafkaSecurity } from '../kafka/kafka-security.js';

/** Makes every topic of the product. Settings come from the environment; running it again changes nothing. */
const { env } = process;
const partitions = Number(env['COUNTERPART_TOPIC_PARTITIONS'] ?? 6);
const replicationFactor = Number(env['COUNTERPART_TOPIC_REPLICATION'] ?? 1);

const specs: TopicSpec[] = Object.values(TOPICS).map(({ name }) => ({
  name,
  partitions,
  replicationFactor,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    // kafkajs reads no Snappy, LZ4 or Zstandard: a cluster-wide default must not recompress our records.
    'compression.type': 'producer',
    // Two of three copies must have a record before it counts; a single broker has but one.
    'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
  },
}));

const broker = new KafkaBroker({
  brokers: (env['COUNTERPART_KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(','),
  clientId: 'counterpart-create-topics',
  ...kafkaSecurity(env),
});
const admin = await broker.admin();
await admin.createTopics(specs);
await admin.close();
