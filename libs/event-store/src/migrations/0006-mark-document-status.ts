import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the counts of a matter and a firm need of each document, and the indexes that find them without reading the rest.
 * The projection gets a new name with it and folds every event again into the rows that are there: a document’s row comes
 * to the same end whatever it held before. Frozen: later changes are later migrations.
 */
export class MarkDocumentStatus1764000000006 implements MigrationInterface {
  readonly name = 'MarkDocumentStatus1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table status.documents
  add column reason text collate "C",
  add column trashed boolean not null default false;

create index documents_by_matter on status.documents (firm, matter);

create index documents_unsynced on status.documents (firm, added_at)
  where not trashed and state not in ('mirrored', 'skipped');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index status.documents_unsynced;
drop index status.documents_by_matter;
alter table status.documents drop column reason, drop column trashed;
`);
  }
}
