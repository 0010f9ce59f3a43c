import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far ZIPs have come on their way to Dropbox, so that another process can go on. */
export class MakePackings1764000003002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table archiver.packings (
        cause uuid not null,
        path text not null,
        session text not null,
        started_at timestamptz not null,
        acknowledged bigint not null,
        sent bigint not null,
        sent_hash text not null,
        primary key (cause, path)
      )`);
    await runner.query(`create index packings_started_at on archiver.packings (started_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table archiver.packings`);
  }
}
