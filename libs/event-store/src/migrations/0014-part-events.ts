import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ events apart: a transaction reaches those of the firms that it names (`counterpart.firm`, with commas
 * between them), and none where it names none, whatever its query says. Who reads for all firms says so (`*`) and writes
 * nothing meanwhile; the rules that come with a role’s rights say which events that are.
 *
 * Readers go by the owner of an event’s topic. PostgreSQL does not look an expression up in an index under rules about
 * rows, for its function might tell what is not to be seen; equality of a column’s text it trusts.
 *
 * The roles’ rules of before stand until those of now do: between the two nobody would see anything, and who sees nothing of a
 * suspended firm or of a legal hold takes it for served, or for none. Frozen.
 */
export class PartEvents1764000000014 implements MigrationInterface {
  readonly name = 'PartEvents1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table event_store.events add column owner text collate "C" not null
  generated always as (split_part(topic, '.', 1)) stored;
drop index event_store.events_of_owner;
create index events_of_owner on event_store.events (owner, tx, position);
`);
    await runner.query(`
do $$
declare
  rule record;
begin
  for rule in select policyname from pg_policies
    where schemaname = 'event_store' and tablename = 'events' and policyname like 'rows\\_of\\_%' loop
    execute format('alter policy %I on event_store.events rename to %I', rule.policyname, 'former_' || rule.policyname);
  end loop;
end $$;
create policy of_firm on event_store.events as restrictive
  using (firm = current_setting('counterpart.firm', true) or current_setting('counterpart.firm', true) = '*'
    or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')))
  with check (firm = current_setting('counterpart.firm', true)
    or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')));
`);
  }

  /** Without its rules a wrong query would reach another firm’s events. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
