import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far runs of migrations have come, and what became of each document that they found. */
export class KeepMigrations1764000001004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ingest.migration_runs (
        run uuid primary key,
        firm text collate "C" not null,
        phase text not null check (phase in ('matters', 'documents', 'copying')),
        cursor text,
        matters integer not null default 0,
        begun_at timestamptz not null,
        listed_at timestamptz,
        calls_begun bigint not null,
        calls_listed bigint,
        trouble text,
        troubles integer not null default 0
      )`);
    await runner.query(`create index migration_runs_of_firm on ingest.migration_runs (firm)`);
    await runner.query(`
      create table ingest.migration_documents (
        run uuid not null references ingest.migration_runs on delete cascade,
        document text collate "C" not null,
        matter text collate "C",
        size bigint not null,
        state text collate "C" not null check (
          state in ('found', 'told', 'left', 'mirrored', 'skipped', 'conflict', 'missing', 'dead')
        ),
        told_at timestamptz,
        primary key (run, document)
      )`);
    await runner.query(`
      create index migration_documents_in_order on ingest.migration_documents (run, state, matter, document)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table ingest.migration_documents`);
    await runner.query(`drop table ingest.migration_runs`);
  }
}
