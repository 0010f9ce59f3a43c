import { randomUUID } from 'node:crypto';
import { TOPICS, type Topic } from '@counterpart/contracts';
import {
  applyAcls,
  KAFKA_RIGHTS,
  KAFKA_USERS,
  kafkaAcls,
  KafkaBroker,
  kafkaSecurity,
  type BrokerAdmin,
  type KafkaOptions,
  type KafkaUser,
} from '@counterpart/eventing';
import type { Stack } from '@counterpart/local';
import type { Act } from './acts.js';
import { HARMS } from './kafka-harm.js';

/** kafkajs asks every broker for a group’s coordinator and tells no more than that none named it. */
const REFUSAL = /not authorized|authorization failed|TOPIC_MISSING|failed to find group coordinator/i;
/** Longest wait for a record, or for the refusal. */
const TOLD_MS = 30_000;
const ALL = Object.values(TOPICS);

/** What every user tries at Kafka: all that is not its own, and, to see that the tries are fair, some of what is. */
export function kafkaActs(stack: Stack): readonly Act[] {
  return [
    ...KAFKA_USERS.flatMap((user) => actsOf(optionsOf(stack, user), user)),
    ...administratorActs(stack),
    strangers(stack),
  ];
}

function actsOf(options: KafkaOptions, user: KafkaUser): readonly Act[] {
  const { writes, reads, group } = KAFKA_RIGHTS[user];
  const act = actBy(user);
  const own = `${group ?? user}.drill`;
  const foreign = ALL.filter(({ owner }) => !writes.includes(owner));
  const unread = ALL.filter((topic) => !reads.includes(topic));
  const known = reads[0] ?? ALL.find(({ owner }) => writes.includes(owner)) ?? TOPICS.facts;
  const next = KAFKA_USERS[(KAFKA_USERS.indexOf(user) + 1) % KAFKA_USERS.length] ?? user;
  // The operator moves every service’s groups after a rebuild.
  const others = user === 'operator' ? [] : [next];
  return [
    ...foreign.map((topic) => act(`writes ${topic.name}`, () => write(options, topic))),
    ...unread.map((topic) => act(`reads ${topic.name}`, () => read(options, own, topic))),
    ...others.map((other) => act(`joins a group of ${other}`, () => read(options, `${other}.drill`, known))),
    act('makes a topic', () =>
      withAdmin(options, (admin) =>
        admin.createTopics([{ name: `${user}.mine.v1`, partitions: 1, replicationFactor: 1, config: {} }]),
      ),
    ),
    act('deletes a topic', () => withAdmin(options, (admin) => admin.deleteTopics([known.name]))),
    ...HARMS.map(({ what, run }) => {
      const target = { topic: known.name, group: group ?? next };
      return act(what(target), () => run(options, target));
    }),
    act('gives itself rights', async () => void (await applyAcls(options, kafkaAcls()))),
    ...reads.slice(0, 1).map((topic) => ({
      ...act(`reads ${topic.name}`, () => read(options, own, topic)),
      must: 'succeed' as const,
    })),
  ];
}

const actBy =
  (user: KafkaUser) =>
  (what: string, run: () => Promise<void>): Act => ({
    what: `${user} ${what}`,
    must: 'be refused',
    refusal: REFUSAL,
    run,
  });

/** To see that the harm is fairly tried: an administrator does it, to a group that nobody needs. */
function administratorActs(stack: Stack): readonly Act[] {
  const options = optionsOf(stack, 'admin');
  return HARMS.map(({ what, run }) => {
    const target = { topic: TOPICS.facts.name, group: `drill.${randomUUID()}` };
    return {
      what: `admin ${what(target)}`,
      must: 'succeed',
      refusal: REFUSAL,
      run: async () => {
        await withAdmin(options, (admin) => admin.moveTo(target.group, target.topic, new Map([[0, 0n]])));
        await run(options, target);
      },
    };
  });
}

/** Somebody who has the name of a user, but not its password. */
const strangers = (stack: Stack): Act => ({
  what: 'a stranger signs in as the router',
  must: 'be refused',
  refusal: /authentication failed|invalid credentials/i,
  run: () => {
    const { sasl, ...options } = optionsOf(stack, 'router');
    const stranger = { ...options, sasl: { username: sasl?.username ?? '', password: 'fake-guess' } };
    return withAdmin(stranger, () => Promise.resolve());
  },
});

const optionsOf = (stack: Stack, user: KafkaUser | 'admin'): KafkaOptions => ({
  brokers: stack.addresses.kafka.split(','),
  clientId: 'drill-least-privilege',
  ...kafkaSecurity(stack.kafkaEnv(user)),
});

async function write(options: KafkaOptions, { name: topic }: Topic): Promise<void> {
  const producer = await new KafkaBroker(options).producer();
  try {
    await producer.send([{ topic, key: 'drill', value: Buffer.from('{}') }]);
  } finally {
    await producer.close();
  }
}

/** Reads a topic of which there are records, in a group of its own. Resolves when one came; commits nothing. */
async function read(options: KafkaOptions, group: string, { name }: Topic): Promise<void> {
  const { promise: outcome, resolve, reject } = Promise.withResolvers<void>();
  outcome.catch(() => undefined);
  const late = setTimeout(() => reject(new TypeError('neither read nor refused')), TOLD_MS);
  const starting = new KafkaBroker(options).consume({
    group: `${group}.${randomUUID()}`,
    topics: [name],
    onRecords: () => Promise.resolve(resolve()),
    onAssigned: () => Promise.resolve(),
    onCrashed: reject,
  });
  starting.catch(reject);
  try {
    await outcome;
  } finally {
    clearTimeout(late);
    await starting.then(
      (consumption) => consumption.stop(),
      () => undefined,
    );
  }
}

async function withAdmin(options: KafkaOptions, work: (admin: BrokerAdmin) => Promise<void>): Promise<void> {
  const admin = await new KafkaBroker(options).admin();
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}
