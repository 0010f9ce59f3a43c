import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each firm’s Dropbox has been looked at for changes by hand. */
export class MakeDriftMarks1764000003001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema archiver`);
    await runner.query(`
      create table archiver.drift_marks (
        firm text primary key,
        cursor text,
        suspects jsonb not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema archiver cascade`);
  }
}
