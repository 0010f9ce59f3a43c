import type { RecordedEvent } from '@counterpart/event-store';
import type { IncomingRecord } from '@counterpart/eventing';

/** The topics, to be read from their beginning to where they end now. */
export interface TopicArchive {
  /** Every record of every topic that carries events; one call at a time. */
  readEvents(take: (records: readonly IncomingRecord[]) => Promise<void>): Promise<void>;
  /** Every checkpoint that was published, as signed notes. */
  readCheckpoints(): Promise<readonly string[]>;
}

/** What the log of a rebuilt store proved. */
export interface RebuiltLog {
  /** All leaves: every restored event has one. */
  readonly leaves: number;
  /** Leaves under the newest signed checkpoint. */
  readonly signed: number;
  /** Root of that checkpoint, base64: the rebuilt leaves have it. */
  readonly root: string;
  /** Checkpoints that were verified. */
  readonly checkpoints: number;
  /** Leaves behind it, to be signed next. */
  readonly unsigned: number;
}

/** A record whose work has failed and is not done yet. */
export interface OpenWork {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** Where the topics leave off. */
export interface LastKnown {
  /** Work that failed and did not recover since. */
  readonly open: readonly OpenWork[];
  /** When the newest event was recorded. */
  readonly newest: Date;
}

/** The consumer groups of the services, none of which runs. */
export interface Rewinder {
  readonly groups: readonly string[];
  readonly topics: readonly string[];
  /** Committed position by partition; empty where the group reads nothing of the topic. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  offsetsAt(topic: string, time: Date): Promise<ReadonlyMap<number, bigint>>;
  moveTo(group: string, topic: string, positions: ReadonlyMap<number, bigint>): Promise<void>;
}

/** An empty database that is being filled, in one transaction. */
export interface Rebuilding {
  /** @returns how many events are stored so far */
  add(records: readonly IncomingRecord[]): Promise<number>;
  /** Rebuilds the log and holds it against the checkpoints. */
  proveLog(notes: readonly string[]): Promise<RebuiltLog>;
  /**
   * Folds every projection.
   * @param watch is shown every event, in the order of positions
   * @returns events folded, by projection
   */
  project(watch: (events: readonly RecordedEvent[]) => void): Promise<Readonly<Record<string, number>>>;
}

/** A database in which the store may be rebuilt. */
export interface RebuildGround {
  /** Runs the work in one transaction: where it fails, nothing of it stays. */
  rebuild<T>(work: (rebuilding: Rebuilding) => Promise<T>): Promise<T>;
}
