import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ marks apart: a transaction reaches the one of the firm that it names (`counterpart.firm`), and none where it
 * names none, whatever its query says. Frozen.
 */
export class PartMarks1764000003004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create policy of_firm on archiver.drift_marks
      using (firm = current_setting('counterpart.firm', true))
      with check (firm = current_setting('counterpart.firm', true))`);
    await runner.query(`alter table archiver.drift_marks enable row level security`);
  }

  /** Without its rule a wrong query would reach another firm’s mark. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
