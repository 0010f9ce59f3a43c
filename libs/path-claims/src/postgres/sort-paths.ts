import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts paths by their bytes, so that what is held below a folder lies together in the table’s key. Frozen. */
export class SortPaths1764000001010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table router.path_claims alter column path_key type text collate "C"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table router.path_claims alter column path_key type text collate "default"`);
  }
}
