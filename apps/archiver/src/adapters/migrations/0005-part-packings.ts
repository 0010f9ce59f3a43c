import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ ZIPs in progress apart: a transaction reaches those of the firm that it names (`counterpart.firm`), and none
 * where it names none, whatever its query says. Who clears what Dropbox has forgotten names all firms (`*`) and writes
 * nothing meanwhile: so may the one shared role, and a role by the rule that comes with its rights.
 *
 * Rows that were there are of the firm whose event asked for them. One without an event is asked for by nobody. Frozen.
 */
export class PartPackings1764000003005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['archiver.packings', 'archiver.packing_checkpoints']) {
      await runner.query(`
alter table ${table} add column firm text collate "C";
update ${table} as known set firm = events.firm from event_store.events where events.event_id = known.cause;
delete from ${table} where firm is null;
alter table ${table} alter column firm set not null;
`);
      await runner.query(`
do $$
declare
  service text := current_setting('counterpart.service_role');
begin
  create policy of_firm on ${table} using (firm = current_setting('counterpart.firm', true))
    with check (firm = current_setting('counterpart.firm', true));
  execute format('create policy of_every_firm on ${table} to %I
    using (current_setting(''counterpart.firm'', true) = ''*'') with check (false)', service);
  alter table ${table} enable row level security;
end $$;
`);
    }
  }

  /** Without its rules a wrong query would reach another firm’s ZIPs. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
