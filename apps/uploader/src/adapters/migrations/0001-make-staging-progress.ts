import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far large documents have come, so that another process can go on. */
export class MakeStagingProgress1764000002001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema uploader`);
    await runner.query(`
      create table uploader.staging_progress (
        routed uuid primary key,
        session text not null,
        started_at timestamptz not null,
        acknowledged bigint not null,
        prefix_hash text not null
      )`);
    await runner.query(`create index staging_progress_started_at on uploader.staging_progress (started_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema uploader cascade`);
  }
}
