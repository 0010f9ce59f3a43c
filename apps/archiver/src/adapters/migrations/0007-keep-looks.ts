import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps how far a look at a firm’s Dropbox has come, page by page, so that another process can go on: the stage of the look, what a
 * listing of everything has shown so far, and whom it made suspect. Suspects that stand in the marks are taken over by the next
 * look. A transaction reaches what is kept for the firm that it names. Frozen.
 */
export class KeepLooks1764000003007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table archiver.drift_marks
        add column stage text not null default 'settled',
        add column compared text`);
    await runner.query(`
      create table archiver.drift_seen (
        firm text collate "C" not null,
        file text collate "C" not null,
        path text not null,
        rev text not null,
        content_hash text not null,
        primary key (firm, file)
      )`);
    await runner.query(`
      create table archiver.drift_suspects (
        firm text collate "C" not null,
        document text collate "C" not null,
        told int not null,
        primary key (firm, document)
      )`);
    for (const table of ['archiver.drift_seen', 'archiver.drift_suspects']) {
      await runner.query(`create policy of_firm on ${table}
        using (firm = current_setting('counterpart.firm', true))
        with check (firm = current_setting('counterpart.firm', true))`);
      await runner.query(`alter table ${table} enable row level security`);
    }
  }

  /** Without its rules a wrong query would reach what is kept for another firm. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
