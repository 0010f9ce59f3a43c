import { Kafka, logLevel } from 'kafkajs';

/** The bare limit: a kafkajs eachBatch loop that counts and does nothing else. @returns seconds */
export async function bareConsume(
  brokers: readonly string[],
  topic: string,
  expected: number,
): Promise<number> {
  const kafka = new Kafka({ clientId: 'bench-bare', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-bare-${Date.now()}`, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  let [seen, began] = [0, 0];
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: ({ batch }) => {
      if (began === 0) began = performance.now();
      seen += batch.messages.length;
      if (seen >= expected) resolve();
      return Promise.resolve();
    },
  });
  await promise;
  const seconds = (performance.now() - began) / 1000;
  await consumer.disconnect();
  return seconds;
}
