import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose work for a document was given up: it is in sync again only when all of it was done. The projection gets a new name
 * with it and folds every event again; a document’s row begins anew with its addition. Frozen: later changes are later
 * migrations.
 */
export class KeepWhatWasGivenUp1764000000018 implements MigrationInterface {
  readonly name = 'KeepWhatWasGivenUp1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table status.documents add column given_up text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table status.documents drop column given_up');
  }
}
