import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ paths apart: a transaction reaches those of the firm that it names (`counterpart.firm`), and none where it
 * names none, whatever its query says. Frozen.
 */
export class PartPaths1764000001005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create policy of_firm on router.path_claims
      using (firm = current_setting('counterpart.firm', true))
      with check (firm = current_setting('counterpart.firm', true))`);
    await runner.query(`alter table router.path_claims enable row level security`);
  }

  /** Without its rule a wrong query would reach another firm’s paths. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
