/** What is read of a consumer’s table. */
interface Table {
  readonly group: string;
  readonly rows: readonly { readonly topic: string }[];
}

/** What a service needs of Kafka to run its subscriptions. */
interface RightsNeeded {
  readonly reads: readonly string[];
  readonly groups: readonly string[];
}

/** The rights that a service’s subscriptions ask for, in order, each once. */
export function rightsNeeded(tables: readonly Table[]): RightsNeeded {
  const topics = tables.flatMap(({ rows }) => rows.map(({ topic }) => topic));
  return { reads: [...new Set(topics)].toSorted(), groups: tables.map(({ group }) => group) };
}
