import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Turns on rules about rows where services share a table, so that each reaches its own rows only. The rules of the services’
 * roles come with their rights; the one role that all services may share instead reaches every row. Frozen.
 */
export class RuleRows1764000000011 implements MigrationInterface {
  readonly name = 'RuleRows1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
do $$
declare
  service text := current_setting('counterpart.service_role');
  shared text;
begin
  foreach shared in array array['event_store.events', 'event_store.relay_cursors', 'eventing.parked', 'eventing.partition_leases'] loop
    execute format('create policy shared_role on %s to %I using (true) with check (true)', shared, service);
    execute format('alter table %s enable row level security', shared);
  end loop;
end $$;
`);
  }

  /** Without its rules a service would reach what is another’s. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
