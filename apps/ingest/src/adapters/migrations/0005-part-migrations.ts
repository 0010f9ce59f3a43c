import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ migrations apart: a transaction reaches the runs and documents of the firm that it names
 * (`counterpart.firm`), and none where it names none, whatever its query says. Frozen.
 */
export class PartMigrations1764000001007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table ingest.migration_documents add column firm text collate "C";
update ingest.migration_documents as known set firm = runs.firm
  from ingest.migration_runs as runs where runs.run = known.run;
alter table ingest.migration_documents alter column firm set not null;
`);
    for (const table of ['ingest.migration_runs', 'ingest.migration_documents']) {
      await runner.query(`create policy of_firm on ${table}
        using (firm = current_setting('counterpart.firm', true))
        with check (firm = current_setting('counterpart.firm', true))`);
      await runner.query(`alter table ${table} enable row level security`);
    }
  }

  /** Without its rules a wrong query would reach another firm’s migrations. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
