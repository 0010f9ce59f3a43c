import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The book takes webhooks of contacts, too. */
export class WatchContacts1764000001003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ingest.hooks drop constraint hooks_model_check,
        add constraint hooks_model_check check (model in ('document', 'matter', 'folder', 'contact'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from ingest.hooks where model = 'contact'`);
    await runner.query(`
      alter table ingest.hooks drop constraint hooks_model_check,
        add constraint hooks_model_check check (model in ('document', 'matter', 'folder'))`);
  }
}
