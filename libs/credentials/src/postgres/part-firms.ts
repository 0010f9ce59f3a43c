import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ keys and grants apart: a transaction reaches those of the firm that it names (`counterpart.firm`), and none where it
 * names none, whatever its query says. Only the owner role reaches all. Frozen.
 */
export class PartFirms1764000003002 implements MigrationInterface {
  readonly name = 'PartFirms1764000003002';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['credentials.data_keys', 'credentials.grants']) {
      await runner.query(`create policy of_firm on ${table}
        using (firm = current_setting('counterpart.firm', true))
        with check (firm = current_setting('counterpart.firm', true))`);
      await runner.query(`alter table ${table} enable row level security`);
    }
    // A rotation goes through all firms. Names are no secret; it gets nothing else without naming the firm.
    await runner.query(`
      create function credentials.firms_with_keys() returns setof text
      language sql stable security definer set search_path = ''
      as 'select firm from credentials.data_keys where length(wrapped) > 0 order by firm'`);
  }

  /** Without its rules a wrong query would reach another firm’s keys. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
