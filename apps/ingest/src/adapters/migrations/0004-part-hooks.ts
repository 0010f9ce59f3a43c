import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ webhooks apart: a transaction reaches those of the firm that it names (`counterpart.firm`). A delivery names
 * no firm but a token (`counterpart.hook`), which nobody guesses: whoever names it reaches that one webhook. Frozen.
 */
export class PartHooks1764000001006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const own = `firm = current_setting('counterpart.firm', true) or token = current_setting('counterpart.hook', true)`;
    await runner.query(`create policy of_firm on ingest.hooks using (${own}) with check (${own})`);
    await runner.query(`alter table ingest.hooks enable row level security`);
  }

  /** Without its rule a wrong query would reach another firm’s webhooks. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
