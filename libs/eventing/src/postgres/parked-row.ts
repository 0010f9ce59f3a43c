import { FAILURE_CODES, type FailureCode } from '@counterpart/contracts';
import type { ParkedRecord } from '../parking/parking-lot.js';

/** A row of `eventing.parked`. */
export interface ParkedRow {
  readonly id: string;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly lane_key: string;
  readonly lane_sub: string | null;
  readonly record_key: string | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
  readonly record_time: string;
  readonly state: 'waiting' | 'dead';
  readonly tries: number;
  readonly code: string | null;
  readonly due_at: Date;
  readonly first_failed_at: Date | null;
  readonly last_failed_at: Date | null;
}

export function toParked(row: ParkedRow): ParkedRecord {
  return {
    id: BigInt(row.id),
    group: row.consumer,
    lane: { key: row.lane_key, sub: row.lane_sub },
    record: {
      topic: row.topic,
      partition: row.partition,
      offset: BigInt(row.record_offset),
      key: row.record_key,
      value: row.value,
      headers: row.headers,
      timestamp: Number(row.record_time),
    },
    state: row.state,
    tries: row.tries,
    code: failureCode(row.code),
    dueAt: row.due_at,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
  };
}

const failureCode = (code: string | null): FailureCode | null =>
  FAILURE_CODES.find((known) => known === code) ?? null;
