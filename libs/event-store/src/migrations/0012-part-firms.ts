import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ documents apart: a transaction reaches those of the firm that it names (`counterpart.firm`), and none where
 * it names none, whatever its query says. The one role that all services may share folds the events of all firms, and says so (`*`); of
 * the services’ own roles the auditor’s alone does, by a rule that comes with its rights. Frozen.
 */
export class PartFirms1764000000012 implements MigrationInterface {
  readonly name = 'PartFirms1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
do $$
declare
  service text := current_setting('counterpart.service_role');
begin
  create policy of_firm on status.documents using (firm = current_setting('counterpart.firm', true))
    with check (firm = current_setting('counterpart.firm', true));
  execute format('create policy of_every_firm on status.documents to %I
    using (current_setting(''counterpart.firm'', true) = ''*'') with check (current_setting(''counterpart.firm'', true) = ''*'')', service);
  alter table status.documents enable row level security;
end $$;
`);
  }

  /** Without its rules a wrong query would reach another firm’s documents. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
