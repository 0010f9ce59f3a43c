import { describe, expect, it } from 'vitest';
import { MemoryBroker, type BrokerAdmin } from '@counterpart/eventing';
import { kafkaRewinder } from '../adapters/kafka-rewinder.js';
import { rewindGroups } from './rewind-groups.js';

const TOPIC = 'router.decisions.v1';
const GROUP = 'uploader.stage';

/** A group that has committed all ten records of a topic; every one was written at the given time. */
async function scene(): Promise<{ admin: BrokerAdmin; rewind: ReturnType<typeof kafkaRewinder> }> {
  const broker = new MemoryBroker();
  const [admin, producer] = [await broker.admin(), await broker.producer()];
  await admin.createTopics([{ name: TOPIC, partitions: 1, replicationFactor: 1, config: {} }]);
  await producer.send(
    Array.from({ length: 10 }, () => ({ topic: TOPIC, key: 'k', value: Buffer.from('{}') })),
  );
  await admin.moveTo(GROUP, TOPIC, new Map([[0, 10n]]));
  return { admin, rewind: { ...kafkaRewinder(admin), groups: [GROUP, 'router'], topics: [TOPIC] } };
}

const later = new Date(Date.now() + 3_600_000);
const earlier = new Date(Date.now() - 3_600_000);

describe('rewindGroups', () => {
  it('leaves a group where it is, where nothing can be missing', async () => {
    const { admin, rewind } = await scene();
    expect(await rewindGroups(rewind, { open: [], newest: later })).toEqual({ groups: 0, records: 0 });
    expect(await admin.committed(GROUP, TOPIC)).toEqual(new Map([[0, 10n]]));
  });

  it('goes back to the oldest record that waited for another try, of that group alone', async () => {
    const { admin, rewind } = await scene();
    const work = { topic: TOPIC, partition: 0 };
    const open = [
      { ...work, group: GROUP, offset: 7n },
      { ...work, group: GROUP, offset: 4n },
      { ...work, group: 'router', offset: 1n },
    ];
    expect(await rewindGroups(rewind, { open: open, newest: later })).toEqual({ groups: 1, records: 6 });
    expect(await admin.committed(GROUP, TOPIC)).toEqual(new Map([[0, 4n]]));
  });

  it('goes back in time over what may have been stored and never told', async () => {
    const { admin, rewind } = await scene();
    expect(await rewindGroups(rewind, { open: [], newest: earlier })).toEqual({ groups: 1, records: 10 });
    expect(await admin.committed(GROUP, TOPIC)).toEqual(new Map([[0, 0n]]));
  });

  it('never goes forward', async () => {
    const { admin, rewind } = await scene();
    await admin.moveTo(GROUP, TOPIC, new Map([[0, 2n]]));
    await rewindGroups(rewind, {
      open: [{ group: GROUP, topic: TOPIC, partition: 0, offset: 9n }],
      newest: later,
    });
    expect(await admin.committed(GROUP, TOPIC)).toEqual(new Map([[0, 2n]]));
  });
});
