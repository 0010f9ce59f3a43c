import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps whom a page of changes touches without showing their files, until each was looked at: a folder of many documents is looked at
 * in parts. So is how far suspects were judged. A transaction reaches what is kept for the firm that it names. Frozen.
 */
export class LookInParts1764000003008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table archiver.drift_marks add column judged text`);
    await runner.query(`
      create table archiver.drift_unseen (
        firm text collate "C" not null,
        document text collate "C" not null,
        primary key (firm, document)
      )`);
    await runner.query(`create policy of_firm on archiver.drift_unseen
      using (firm = current_setting('counterpart.firm', true))
      with check (firm = current_setting('counterpart.firm', true))`);
    await runner.query(`alter table archiver.drift_unseen enable row level security`);
  }

  /** Without its rule a wrong query would reach what is kept for another firm. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
