import type { FailureCode, FirmId, FirmStanding } from '@counterpart/contracts';
import type { TopicPartition } from './broker.js';
import type { Fence } from './delivery.js';
import type { FailureTrail } from './failed-work.js';
import type { ParkingLot } from './parking/parking-lot.js';
import type { SubscriptionRow } from './subscription.js';

/** Runs work in one database transaction that names the firm it is for and first checks the fence. */
export interface Ledger<Tx> {
  transact<T>(
    work: (tx: Tx) => Promise<T>,
    options: { readonly fence: Fence | null; readonly firm: FirmId },
  ): Promise<T>;
}

/** Hands out proof of holding a partition. */
export interface Leases {
  /** Takes partitions over from whoever held them. @returns one fence each, in the same order */
  take(group: string, partitions: readonly TopicPartition[]): Promise<readonly Fence[]>;
}

/** What is measured of a consumer: records taken in, keys that wait for parked work, firms whose outside systems are down. */
type ConsumerGauge = 'in-flight' | 'held-lanes' | 'waiting-firms' | 'partitions';

/** What happens in a consumer, for counting and logging; must not throw. */
export interface ConsumerWatch {
  handled(group: string, event: string, verdict: string, count: number): void;
  gauge(group: string, what: ConsumerGauge, value: number): void;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    fields: Readonly<Record<string, unknown>>,
    message: string,
  ): void;
}

/** Which firms’ work is done now. */
export interface FirmGate {
  /** @throws InfrastructureUnavailable */
  standing(firm: FirmId): Promise<FirmStanding>;
  /** Firms whose work waits. @throws InfrastructureUnavailable */
  suspended(): Promise<readonly FirmId[]>;
}

/** Everything that consumers need of the world around them. */
export interface RuntimeWorld<Tx> {
  readonly ledger: Ledger<Tx>;
  readonly leases: Leases;
  readonly parking: ParkingLot<Tx>;
  readonly watch: ConsumerWatch;
  /** The object that answers a row’s events. */
  readonly handlerOf: (row: SubscriptionRow) => unknown;
  readonly trail: FailureTrail<Tx>;
  /** Minutes until a firm’s work is tried again, after each failed try; the table’s where nobody knows a firm’s own. */
  readonly retryMinutesOf?: (tx: Tx, firm: FirmId) => Promise<readonly number[]>;
  /**
   * What an error that a handler threw means where it is its firm’s own, as a key that is not here: that firm’s work is tried
   * again. Undefined for a bug, which stops the consumer. @default every error is a bug
   */
  readonly firmFailureOf?: (error: unknown) => FailureCode | undefined;
  readonly gate: FirmGate;
  /** The most of each consumer’s lanes that a firm may have working at once, above 0 and up to 1. */
  readonly shareOf: (firm: string) => number;
  readonly now: () => Date;
  /** 0..1 */
  readonly chance: () => number;
}
