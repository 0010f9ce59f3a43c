import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The namespace that a firm’s cursor begins in: in another one it tells of nothing. Null where it was not kept yet. Frozen. */
export class NameRoots1764000003006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table archiver.drift_marks add column root text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table archiver.drift_marks drop column root`);
  }
}
