import type { FailureCode, FirmId } from '@counterpart/contracts';
import type { IncomingRecord, TopicPartition } from '../broker.js';
import type { HeldSub } from '../lanes/held-lanes.js';
import type { Lane } from '../lanes/lane-of.js';

/** A record that waits, in the place where it waits. */
export interface ParkedRecord {
  readonly id: bigint;
  readonly group: string;
  readonly lane: Lane;
  readonly record: IncomingRecord;
  /** `waiting`: for its due time or for those before it. `dead`: for a person. */
  readonly state: 'waiting' | 'dead';
  /** Failed tries so far; 0 for a follower that was never tried. */
  readonly tries: number;
  readonly code: FailureCode | null;
  readonly dueAt: Date;
  readonly firstFailedAt: Date | null;
  readonly lastFailedAt: Date | null;
}

/**
 * Whether what was given up holds its followers: those of its own sub-lane, where the table says so. A step of the whole key holds
 * nobody once it is dead.
 */
export const deadHold = (afterDeath: 'hold' | 'release', { sub }: Lane): boolean =>
  afterDeath === 'hold' && sub !== null;

/** A record that is to wait, and where. */
export interface Waiting {
  readonly group: string;
  readonly lane: Lane;
  readonly record: IncomingRecord;
}

/** How a failed record is parked. */
export interface Failure {
  readonly state: 'waiting' | 'dead';
  readonly tries: number;
  readonly code: FailureCode;
  readonly dueAt: Date;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}

/** A firm’s work that waits for one of its connections, or for space, in one consumer group. */
export interface AwaitingConnection {
  readonly group: string;
  readonly firm: FirmId;
  readonly code: FailureCode;
}

/** Which parked records are looked for. */
export interface DueOptions {
  readonly now: Date;
  readonly afterDeath: 'hold' | 'release';
  /** Most of them; the first of each firm is always among them. */
  readonly limit: number;
  /** Firms whose work waits: nothing of theirs is due. */
  readonly except: readonly FirmId[];
  /** Records that are being worked on. */
  readonly running: readonly bigint[];
}

/** How far it is looked behind a parked record. */
export interface BehindOptions {
  readonly afterDeath: 'hold' | 'release';
  readonly limit: number;
}

/**
 * Where failed records and their followers wait, in order, lane by lane. Every call that changes something takes
 * the caller’s transaction.
 */
export interface ParkingLot<Tx> {
  /** Parks a failed record at the head of its lane; a repetition changes nothing. */
  park(tx: Tx, waiting: Waiting, failure: Failure): Promise<void>;
  /** Parks a follower behind those of its lane; a repetition changes nothing. */
  follow(tx: Tx, waiting: Waiting): Promise<void>;
  /** A parked record failed again. @returns false where an operator took it away meanwhile */
  fail(tx: Tx, id: bigint, failure: Failure): Promise<boolean>;
  /** Parked records of one firm are done. @returns those that were there: others an operator took away meanwhile */
  release(tx: Tx, ids: readonly bigint[]): Promise<ReadonlySet<bigint>>;
  /** Puts off what was due by then and awaits the same: one probe is enough for all of it. */
  putOff(
    tx: Tx,
    awaiting: AwaitingConnection,
    times: { readonly by: Date; readonly until: Date },
  ): Promise<void>;
  /** Has all that awaits the same tried at once: it is good again. What had no space by itself waits on by its schedule. */
  resume(tx: Tx, awaiting: AwaitingConnection, now: Date): Promise<void>;
  /** Lanes of these partitions in which something holds its followers. */
  heldLanes(
    group: string,
    partitions: readonly TopicPartition[],
    afterDeath: 'hold' | 'release',
  ): Promise<readonly (Lane & HeldSub)[]>;
  /**
   * The first waiting record of each lane whose time has come, as far as nothing before it holds it. Firms by turns: the first of
   * each, then the second of each; what is due longest comes first.
   */
  due(
    group: string,
    partitions: readonly TopicPartition[],
    options: DueOptions,
  ): Promise<readonly ParkedRecord[]>;
  /** What waits behind a parked record in its lane, or holds what waits there, nearest first. */
  behind(parked: ParkedRecord, options: BehindOptions): Promise<readonly ParkedRecord[]>;
  /** Sub-lanes of a key in which something holds its followers. */
  heldSubs(group: string, key: string, afterDeath: 'hold' | 'release'): Promise<readonly HeldSub[]>;
}
