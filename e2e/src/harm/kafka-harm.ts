import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaOptions } from '@counterpart/eventing';

/** Where harm is tried. */
interface Target {
  readonly topic: string;
  readonly group: string;
}

/** What somebody tries to do to a topic or to a group. Done to the end it would leave everything as it was, but for the group. */
interface Harm {
  /** In words, of a target. */
  readonly what: (target: Target) => string;
  readonly run: (options: KafkaOptions, target: Target) => Promise<void>;
}

/** The product does none of this, so its port has no words for it. */
export const HARMS: readonly Harm[] = [
  {
    what: ({ topic }) => `shortens how long ${topic} is kept`,
    run: (options, { topic: name }) =>
      withAdmin(options, async (admin) => {
        const configEntries = [{ name: 'retention.ms', value: '1000' }];
        const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries };
        await admin.alterConfigs({ validateOnly: true, resources: [resource] });
      }),
  },
  {
    what: ({ topic }) => `deletes records of ${topic}`,
    run: (options, { topic }) =>
      withAdmin(options, async (admin) => {
        // kafkajs deletes only where it has looked for the leaders before.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '0' }] });
      }),
  },
  {
    what: ({ group }) => `deletes the group ${group}`,
    run: (options, { group }) =>
      withAdmin(options, async (admin) => void (await admin.deleteGroups([group]))),
  },
];

async function withAdmin(
  { brokers, clientId, ssl, sasl }: KafkaOptions,
  work: (admin: Admin) => Promise<void>,
): Promise<void> {
  const kafka = new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    ...(ssl === undefined ? {} : { ssl: { ca: [...(ssl.ca ?? [])] } }),
    ...(sasl === undefined ? {} : { sasl: { mechanism: 'scram-sha-512', ...sasl } }),
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } catch (error) {
    throw reasonOf(error);
  } finally {
    await admin.disconnect();
  }
}

/** What the broker said of a partition or a group; kafkajs’ own words tell only that something failed. */
function reasonOf(error: unknown): unknown {
  const [reason = error] = [error, error instanceof Error ? error.cause : undefined].flatMap(partsOf);
  return reason;
}

function partsOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  const { partitions, groups } = error as { readonly partitions?: unknown; readonly groups?: unknown };
  return [partitions, groups]
    .flat()
    .flatMap((part) => (part instanceof Object && 'error' in part ? [part.error] : []));
}
