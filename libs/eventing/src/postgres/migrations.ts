/** Schema of the runtime’s tables. */
export const EVENTING_SCHEMA = 'eventing';

/** Statements that make the runtime’s tables; run by whoever migrates the database. Never changed once released. */
export const EVENTING_TABLES: readonly string[] = [
  `create schema eventing`,
  `create table eventing.partition_leases (
    resource text primary key,
    epoch bigint not null,
    taken_at timestamptz not null default clock_timestamp()
  )`,
  `create table eventing.parked (
    id bigint generated always as identity primary key,
    consumer text not null,
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    lane_key text not null,
    lane_sub text,
    record_key text,
    value bytea,
    headers jsonb not null,
    record_time bigint not null,
    state text not null check (state in ('waiting', 'dead')),
    tries int not null,
    code text,
    due_at timestamptz not null,
    first_failed_at timestamptz,
    last_failed_at timestamptz,
    unique (consumer, topic, partition, record_offset)
  )`,
  `create index parked_by_lane on eventing.parked (consumer, lane_key, id)`,
  `create index parked_by_due on eventing.parked (consumer, due_at) where state = 'waiting'`,
];
