import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The size of the audit log that a packing’s proofs are made for; 0 where there was none. A second try uses the same. */
export class MakePackingCheckpoints1764000003003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table archiver.packing_checkpoints (
        cause uuid primary key,
        log_size bigint not null,
        chosen_at timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table archiver.packing_checkpoints`);
  }
}
