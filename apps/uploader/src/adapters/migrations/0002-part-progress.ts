import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ uploads in progress apart: a transaction reaches those of the firms that it names (`counterpart.firm`, with
 * commas between them), and none where it names none, whatever its query says. Who clears what Dropbox has forgotten names
 * all firms (`*`) and writes nothing meanwhile: so may the one shared role, and a role by the rule that comes with its rights.
 *
 * Rows that were there are of the firm whose event they answer. One without an event is answered by nobody. Frozen.
 */
export class PartProgress1764000002002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table uploader.staging_progress add column firm text collate "C";
update uploader.staging_progress set firm = events.firm
  from event_store.events where events.event_id = staging_progress.routed;
delete from uploader.staging_progress where firm is null;
alter table uploader.staging_progress alter column firm set not null;
`);
    await runner.query(`
do $$
declare
  service text := current_setting('counterpart.service_role');
begin
  create policy of_firm on uploader.staging_progress
    using (firm = current_setting('counterpart.firm', true)
      or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')))
    with check (firm = current_setting('counterpart.firm', true)
      or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')));
  execute format('create policy of_every_firm on uploader.staging_progress to %I
    using (current_setting(''counterpart.firm'', true) = ''*'') with check (false)', service);
  alter table uploader.staging_progress enable row level security;
end $$;
`);
  }

  /** Without its rules a wrong query would reach another firm’s uploads. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
