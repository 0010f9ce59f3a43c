import { randomUUID } from 'node:crypto';
import { partitionName, type Broker, type BrokerAdmin, type IncomingRecord } from './broker.js';
import { EventingError } from './errors.js';

/** What is still to be read of one partition. */
interface Stretch {
  next: bigint;
  readonly end: bigint;
}

/**
 * Reads topics from their first record to the end that they have now, each record once, partition by partition in
 * order. Commits nothing: it leaves no trace in the broker.
 * @param take gets one partition’s records at a time, and one call at a time
 * @throws EventingError TOPIC_CUT where the beginning of a topic is gone; TOPIC_MISSING; what `take` throws
 */
export async function readToEnd(
  broker: Broker,
  topics: readonly string[],
  take: (records: readonly IncomingRecord[]) => Promise<void>,
): Promise<void> {
  const stretches = await stretchesOf(broker, topics);
  if (stretches.size === 0) return;
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  let turn = Promise.resolve();
  const takeFresh = async (records: readonly IncomingRecord[]): Promise<void> => {
    const [first] = records;
    const stretch = first && stretches.get(partitionName(first));
    if (stretch === undefined) return;
    // After a rebalance records come again.
    const fresh = records.filter(({ offset }) => offset >= stretch.next && offset < stretch.end);
    if (fresh.length > 0) await take(fresh);
    const last = fresh.at(-1);
    if (last !== undefined) stretch.next = last.offset + 1n;
    if ([...stretches.values()].every(({ next, end }) => next >= end)) resolve();
  };
  const consumption = await broker.consume({
    group: `counterpart.replay.${randomUUID()}`,
    topics: [...new Set([...stretches.keys()].map((name) => name.slice(0, name.lastIndexOf('/'))))],
    onRecords: (records) => {
      turn = turn.then(() => takeFresh(records));
      turn.catch(reject);
      return turn;
    },
    onAssigned: () => Promise.resolve(),
    onCrashed: reject,
  });
  try {
    await over;
  } finally {
    await consumption.stop();
  }
}

async function stretchesOf(broker: Broker, topics: readonly string[]): Promise<Map<string, Stretch>> {
  const admin = await broker.admin();
  try {
    const found = await Promise.all(topics.map((topic) => stretchesOfTopic(admin, topic)));
    return new Map(found.flat());
  } finally {
    await admin.close();
  }
}

async function stretchesOfTopic(admin: BrokerAdmin, topic: string): Promise<[string, Stretch][]> {
  const [begins, ends] = [await admin.beginningOffsets(topic), await admin.endOffsets(topic)];
  return [...ends].flatMap(([partition, end]): [string, Stretch][] => {
    const begin = begins.get(partition) ?? 0n;
    if (begin > 0n) {
      throw new EventingError(
        'TOPIC_CUT',
        `${topic}/${partition} begins at ${begin}: what was before is gone`,
      );
    }
    return end === 0n ? [] : [[partitionName({ topic, partition }), { next: 0n, end }]];
  });
}
