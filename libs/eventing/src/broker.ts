/** A record to be written. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as it was read. */
export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, as the writer or the broker set it. */
  readonly timestamp: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Up to where a partition is done: the offset of the next record to read. */
export interface Position extends TopicPartition {
  readonly offset: bigint;
}

/** Writes records. */
export interface Producer {
  /**
   * Resolves when every record is on all in-sync replicas (acks=all). Where it rejects, the outcome is unknown: the
   * broker may have them; readers absorb repetitions.
   * @throws InfrastructureUnavailable
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** What a member of a consumer group wants to be told. */
export interface ConsumeOptions {
  readonly group: string;
  /** One set of topics per group: an eager group cannot change it while members differ. */
  readonly topics: readonly string[];
  /** Records of one partition, in order. The next ones come only after it resolves: it queues, it does not work. */
  onRecords(records: readonly IncomingRecord[]): Promise<void>;
  /** Which records the group has an answer for: a broker may ask less often for what nobody wants. @default all */
  wants?(record: IncomingRecord): boolean;
  /** The whole new assignment. No record of it comes before this resolves. */
  onAssigned(assignment: readonly TopicPartition[]): Promise<void>;
  /** The membership is over and does not come back by itself. */
  onCrashed(error: Error): void;
}

/** A running membership. */
export interface Consumption {
  /** @returns false where the group no longer takes it (evicted, or rebalancing): the records come again */
  commit(positions: readonly Position[]): Promise<boolean>;
  /** Whether a pause outlives an assignment is the client’s own affair: it is said anew with each one. */
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  assignment(): readonly TopicPartition[];
  /** Leaves the group. */
  stop(): Promise<void>;
}

/** A topic to be made. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What an operator does with topics and groups. */
export interface BrokerAdmin {
  /** Makes topics that do not exist yet. @throws EventingError TOPIC_DIFFERS where one exists with other partitions */
  createTopics(topics: readonly TopicSpec[]): Promise<void>;
  deleteTopics(names: readonly string[]): Promise<void>;
  /**
   * Offset of the first record that is still there, by partition; 0 where nothing was ever removed.
   * @throws EventingError TOPIC_MISSING
   */
  beginningOffsets(topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Offset after the last record, by partition. @throws EventingError TOPIC_MISSING */
  endOffsets(topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Committed position by partition; absent where the group never committed. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Offset of the first record at or after a time, by partition; the end where there is none. */
  offsetsAt(topic: string, time: Date): Promise<ReadonlyMap<number, bigint>>;
  /**
   * Sets where a group goes on, partitions of one topic.
   * @throws EventingError GROUP_ACTIVE while the group has members
   */
  moveTo(group: string, topic: string, positions: ReadonlyMap<number, bigint>): Promise<void>;
  close(): Promise<void>;
}

/** A Kafka-like broker. No type of any client library appears here. */
export interface Broker {
  producer(): Promise<Producer>;
  /** @throws EventingError TOPIC_MISSING */
  consume(options: ConsumeOptions): Promise<Consumption>;
  admin(): Promise<BrokerAdmin>;
}

/** `topic/partition`, for maps and messages. */
export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
