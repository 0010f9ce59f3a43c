import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far the router has decided: one row, from when it has decided anything. Nothing is claimed to be in sync by what it has not
 * looked at. Frozen: later changes are later migrations.
 */
export class FollowTheRouter1764000000022 implements MigrationInterface {
  readonly name = 'FollowTheRouter1764000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table event_store.router_progress (
  single boolean primary key default true check (single),
  tx xid8 not null,
  position bigint not null,
  decided_before xid8 not null,
  updated_at timestamptz not null default clock_timestamp()
);

do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant select, insert, update on event_store.router_progress to %I', service);
end $$;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_store.router_progress');
  }
}
