import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often a run’s list had to be begun anew, and what was hidden before that list. Of runs that began before, the latter is not known.
 * Frozen: later changes are later migrations.
 */
export class CountRestarts1764000001009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table ingest.migration_runs
  add column restarts integer not null default 0,
  add column hidden_before integer;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.migration_runs drop column restarts, drop column hidden_before');
  }
}
