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

/**
 * Statements that keep firms’ parked work apart (`counterpart.firm`); they come after those that make the tables. A row is of
 * the firm that its record’s key begins with; what has none that we know belongs to `unknown`, and is kept like any other.
 * Whoever names all firms (`*`) sees what its role lets it see and writes nothing.
 *
 * A lane of which nothing is parked is free. So a query that names nobody is refused as soon as it looks at a row: were it
 * told that nothing is there, records would overtake those that wait. (The function is volatile because the planner calls others
 * before the query has named anybody.) Never changed once released.
 */
export const EVENTING_FIRMS: readonly string[] = [
  `alter table eventing.parked add column firm text collate "C" not null generated always as (
    case when split_part(coalesce(record_key, ''), '/', 1) collate "C" ~ '^[a-z0-9][a-z0-9-]{0,62}$'
    then split_part(record_key, '/', 1) else 'unknown' end) stored`,
  `create function eventing.named_firm() returns text language plpgsql volatile as $$
declare
  named text := current_setting('counterpart.firm', true);
begin
  if coalesce(named, '') = '' then
    raise exception 'parked work is asked for, and no firm is named' using errcode = 'insufficient_privilege';
  end if;
  return named;
end $$`,
  `create policy of_firm on eventing.parked as restrictive for select
    using (eventing.named_firm() in (firm, '*'))`,
  `create policy of_firm_added on eventing.parked as restrictive for insert
    with check (firm = eventing.named_firm())`,
  `create policy of_firm_changed on eventing.parked as restrictive for update
    using (firm = eventing.named_firm()) with check (firm = eventing.named_firm())`,
  `create policy of_firm_removed on eventing.parked as restrictive for delete
    using (firm = eventing.named_firm())`,
];
