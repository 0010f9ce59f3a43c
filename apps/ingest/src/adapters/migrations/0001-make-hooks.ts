import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The book of our webhooks at Clio. */
export class MakeHooks1764000001002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema ingest`);
    await runner.query(`
      create table ingest.hooks (
        token text primary key,
        firm text not null,
        model text not null check (model in ('document', 'matter', 'folder')),
        url text not null unique,
        webhook text,
        secret bytea,
        created_at timestamptz not null
      )`);
    await runner.query(`create index hooks_of_firm on ingest.hooks (firm)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ingest cascade`);
  }
}
