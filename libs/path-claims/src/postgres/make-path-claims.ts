import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The registry that keeps two documents from sharing a path. */
export class MakePathClaims1764000001001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema router`);
    await runner.query(`
      create table router.path_claims (
        firm text not null,
        path_key text not null,
        owner text not null,
        primary key (firm, path_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema router cascade`);
  }
}
