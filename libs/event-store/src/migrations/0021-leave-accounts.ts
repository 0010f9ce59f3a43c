import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The account of Dropbox that a counterpart was left in when the firm connected another one. The projection gets a new name
 * with it and folds every event again; a document’s row begins anew with its addition. Frozen: later changes are later
 * migrations.
 */
export class LeaveAccounts1764000000021 implements MigrationInterface {
  readonly name = 'LeaveAccounts1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table status.documents
  add column left_in text collate "C",
  add column left_since timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table status.documents drop column left_in, drop column left_since');
  }
}
