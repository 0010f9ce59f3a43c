/** What kafkajs gives its grouping. */
interface Grouping {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly unknown[];
  readonly partitioner: (asked: {
    readonly topic: string;
    readonly partitionMetadata: readonly unknown[];
    readonly message: unknown;
  }) => number;
}

/** By partition, in order. */
export function groupByPartition({
  topic,
  partitionMetadata,
  messages,
  partitioner,
}: Grouping): Record<number, unknown[]> {
  const grouped: Record<number, unknown[]> = {};
  if (partitionMetadata.length === 0) return grouped;
  for (const message of messages) {
    (grouped[partitioner({ topic, partitionMetadata, message })] ??= []).push(message);
  }
  return grouped;
}
