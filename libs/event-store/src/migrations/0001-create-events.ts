import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event table, its guards, and the cursors of its readers. Frozen: later changes are later migrations. */
export class CreateEvents1764000000001 implements MigrationInterface {
  readonly name = 'CreateEvents1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(GRANTS);
  }

  /** Events are never taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('the event table is never dropped by a migration'));
  }
}

const TABLES = `
create schema event_store;

create table event_store.events (
  position bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  stream text collate "C" not null,
  version integer not null check (version > 0),
  event_id uuid not null,
  type text collate "C" not null,
  firm text collate "C" not null,
  topic text collate "C" not null,
  key text collate "C" not null,
  body bytea not null,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint events_stream_version unique (stream, version),
  constraint events_event_id unique (event_id)
);

create index events_of_owner on event_store.events (split_part(topic, '.', 1), tx, position);

create table event_store.relay_cursors (
  owner text collate "C" primary key,
  tx xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default clock_timestamp()
);

create table event_store.projection_cursors (
  projection text collate "C" primary key,
  tx xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default clock_timestamp()
);
`;

// Statement-level and ENABLE ALWAYS: also a change of no row, and one under session_replication_role = replica.
const GUARDS = `
create function event_store.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'event_store.events is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;

create trigger events_are_append_only before update or delete or truncate on event_store.events
  for each statement execute function event_store.refuse_change();
alter table event_store.events enable always trigger events_are_append_only;
`;

// Insert by column: a service can forge neither position nor transaction nor clock.
const GRANTS = `
do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema event_store to %I', service);
  execute format('grant select on event_store.events to %I', service);
  execute format('grant insert (stream, version, event_id, type, firm, topic, key, body) on event_store.events to %I', service);
  execute format('grant select, insert, update on event_store.relay_cursors, event_store.projection_cursors to %I', service);
end $$;
`;
