import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Budgets of calls that the pods of all services share: one row for each, locked while a step of it is taken. */
export class CreateCallLedgers1764000000008 implements MigrationInterface {
  readonly name = 'CreateCallLedgers1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create schema budgets;

create table budgets.call_ledgers (
  budget text collate "C" primary key,
  ledger jsonb not null
);

do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema budgets to %I', service);
  execute format('grant select, insert, update on budgets.call_ledgers to %I', service);
end $$;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema budgets cascade');
  }
}
