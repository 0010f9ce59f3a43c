import type { BrokerAdmin, ConsumerTable } from '@counterpart/eventing';
import type { TopicProgress } from '../tell-progress/tell-progress.ports.js';

/** Where each partition of each topic ends. */
type Ends = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

/** The router’s groups in Kafka. Nothing unfinished is ever committed: what lies below a group’s positions is answered, or parked. */
export class GroupPositions implements TopicProgress {
  readonly #topicsOf: ReadonlyMap<string, readonly string[]>;

  constructor(
    private readonly admin: Pick<BrokerAdmin, 'endOffsets' | 'committed'>,
    tables: readonly Pick<ConsumerTable, 'group' | 'rows'>[],
  ) {
    const topicsOf = ({ rows }: Pick<ConsumerTable, 'rows'>) => [...new Set(rows.map(({ topic }) => topic))];
    this.#topicsOf = new Map(tables.map((table) => [table.group, topicsOf(table)]));
  }

  async mark(): Promise<() => Promise<boolean>> {
    const topics = [...new Set([...this.#topicsOf.values()].flat())];
    const ends = new Map(
      await Promise.all(topics.map(async (topic) => [topic, await this.admin.endOffsets(topic)] as const)),
    );
    return () => this.#arePassed(ends);
  }

  async #arePassed(ends: Ends): Promise<boolean> {
    for (const [group, topics] of this.#topicsOf) {
      for (const topic of topics) {
        const held = await this.admin.committed(group, topic);
        const wanted = [...(ends.get(topic) ?? [])];
        // What never held anything was never committed.
        if (!wanted.every(([partition, end]) => (held.get(partition) ?? 0n) >= end)) return false;
      }
    }
    return true;
  }
}
