import type { ClientBase, Pool } from 'pg';
import type { TopicPartition } from '../broker.js';
import type { Fence } from '../delivery.js';
import { InfrastructureUnavailable, LeaseLost } from '../errors.js';
import type { Leases } from '../runtime-ports.js';

/** Epochs of partitions in PostgreSQL: who took a partition last may write, whoever held it before may not. */
export class PartitionLeases implements Leases {
  constructor(private readonly pool: Pool) {}

  async take(group: string, partitions: readonly TopicPartition[]): Promise<readonly Fence[]> {
    const resources = partitions.map(({ topic, partition }) => `${group}/${topic}/${partition}`);
    // Sorted, so that two members that take many at once do not wait for each other.
    const sorted = resources.toSorted();
    const rows = await this.#raise(sorted);
    const epochs = new Map(rows.map(({ resource, epoch }) => [resource, BigInt(epoch)]));
    return resources.map((resource) => ({ resource, epoch: epochs.get(resource) ?? 0n }));
  }

  async #raise(resources: readonly string[]): Promise<readonly { resource: string; epoch: string }[]> {
    try {
      const { rows } = await this.pool.query<{ resource: string; epoch: string }>(
        `insert into eventing.partition_leases (resource, epoch)
         select resource, 1 from unnest($1::text[]) with ordinality as taken (resource, place) order by place
         on conflict (resource) do update
           set epoch = partition_leases.epoch + 1, taken_at = clock_timestamp()
         returning resource, epoch`,
        [resources],
      );
      return rows;
    } catch (cause) {
      throw new InfrastructureUnavailable('postgres', { cause });
    }
  }
}

/**
 * Checks within a transaction that the fence still holds, and keeps it so until the transaction ends.
 * @throws LeaseLost
 */
export async function assertFence(client: ClientBase, fence: Fence): Promise<void> {
  const { rowCount } = await client.query({
    name: 'eventing-assert-fence',
    text: 'select 1 from eventing.partition_leases where resource = $1 and epoch = $2 for share',
    values: [fence.resource, String(fence.epoch)],
  });
  if (rowCount !== 1) throw new LeaseLost(fence.resource);
}
