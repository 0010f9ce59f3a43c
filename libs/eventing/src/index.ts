export {
  partitionName,
  type Broker,
  type BrokerAdmin,
  type ConsumeOptions,
  type Consumption,
  type IncomingRecord,
  type OutgoingRecord,
  type Position,
  type Producer,
  type TopicPartition,
  type TopicSpec,
} from './broker.js';
export { type Delivery, type Fence } from './delivery.js';
export {
  EventingError,
  InfrastructureUnavailable,
  isInfrastructureUnavailable,
  isLeaseLost,
  LeaseLost,
  type EventingErrorCode,
} from './errors.js';
export { type FailedWork, type FailureTrail, type RecoveredWork, type Work } from './failed-work.js';
export { applyAcls, type AppliedAcls } from './kafka/apply-acls.js';
export { KafkaBroker } from './kafka/kafka-broker.js';
export { type KafkaOptions } from './kafka/kafka-options.js';
export { kafkaSecurity, type KafkaSecuritySettings } from './kafka/kafka-security.js';
export { kafkaAcls, type KafkaAcl } from './rights/kafka-acls.js';
export { KAFKA_RIGHTS, KAFKA_USERS, signInNameOf, type KafkaUser } from './rights/kafka-rights.js';
export type { ConsumerHealth } from './lanes/consumer-health.js';
export { ConsumerRuntime } from './lanes/consumer-runtime.js';
export { type RuntimeLimits } from './lanes/runtime-limits.js';
export { type Lane } from './lanes/lane-of.js';
export { type OutsideSystem } from './lanes/own-failures.js';
export { MemoryBroker } from './memory/memory-broker.js';
export { type Failure, type ParkedRecord, type ParkingLot } from './parking/parking-lot.js';
export { EVENTING_FIRMS, EVENTING_SCHEMA, EVENTING_TABLES } from './postgres/migrations.js';
export { EVERY_FIRM, named } from './postgres/naming-firms.js';
export { assertFence, PartitionLeases } from './postgres/partition-leases.js';
export {
  discardParked,
  failedPlaces,
  holdParked,
  listParked,
  resumeConnection,
  retryParked,
  type ListedWork,
  type ParkedWork,
} from './postgres/parked-work.js';
export { PostgresParkingLot } from './postgres/postgres-parking-lot.js';
export { readToEnd } from './read-to-end.js';
export {
  type ConsumerWatch,
  type FirmGate,
  type Leases,
  type Ledger,
  type RuntimeWorld,
} from './runtime-ports.js';
export {
  consumer,
  DEFAULT_RETRY_MINUTES,
  on,
  onBatch,
  type ConsumerTable,
  type EventBatchHandler,
  type EventHandler,
  type LaneRule,
  type SubscriptionRow,
} from './subscription.js';
export {
  dead,
  disconnected,
  done,
  full,
  noted,
  outage,
  retry,
  skip,
  type RetryTime,
  type Verdict,
} from './verdict.js';
