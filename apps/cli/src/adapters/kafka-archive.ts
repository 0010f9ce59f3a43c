import { TOPICS } from '@counterpart/contracts';
import { readToEnd, type Broker } from '@counterpart/eventing';
import type { TopicArchive } from '../rebuild-store/rebuild-store.ports.js';

/** The product’s topics as an archive. */
export class KafkaArchive implements TopicArchive {
  constructor(private readonly broker: Broker) {}

  readEvents(take: Parameters<TopicArchive['readEvents']>[0]): Promise<void> {
    const topics = Object.values(TOPICS).filter(({ name }) => name !== TOPICS.checkpoints.name);
    return readToEnd(
      this.broker,
      topics.map(({ name }) => name),
      take,
    );
  }

  async readCheckpoints(): Promise<readonly string[]> {
    const notes: string[] = [];
    await readToEnd(this.broker, [TOPICS.checkpoints.name], (records) => {
      notes.push(...records.map(({ value }) => value?.toString('utf8') ?? ''));
      return Promise.resolve();
    });
    return notes;
  }
}
