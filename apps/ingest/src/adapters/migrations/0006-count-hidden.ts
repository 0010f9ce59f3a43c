import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a migration could not see: records that are hidden from the connected user, and why documents were not registered.
 * Of runs that began before it is not known how much was hidden. Frozen: later changes are later migrations.
 */
export class CountHidden1764000001008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table ingest.migration_runs add column hidden integer;
alter table ingest.migration_documents
  drop constraint migration_documents_state_check,
  add constraint migration_documents_state_check check (state in (
    'found', 'told', 'left', 'unseen', 'unfinished', 'mirrored', 'skipped', 'conflict', 'missing', 'dead'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
update ingest.migration_documents set state = 'left' where state in ('unseen', 'unfinished');
alter table ingest.migration_documents
  drop constraint migration_documents_state_check,
  add constraint migration_documents_state_check check (state in (
    'found', 'told', 'left', 'mirrored', 'skipped', 'conflict', 'missing', 'dead'));
alter table ingest.migration_runs drop column hidden;
`);
  }
}
