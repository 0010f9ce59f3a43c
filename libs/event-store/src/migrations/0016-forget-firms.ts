import type { MigrationInterface, QueryRunner } from 'typeorm';
import { REMOVAL_LOCK } from '../roles/forget-firm.js';

/**
 * What is written of a firm that was removed is gone at the end of its transaction, whoever still had work of it in hand. The
 * triggers that say so come after every migration, for tables that are there. A writer and a removal wait for each
 * other (a lock of the firm, shared among writers), so that neither misses what the other does. Frozen.
 */
export class ForgetFirms1764000000016 implements MigrationInterface {
  readonly name = 'ForgetFirms1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create function event_store.forget_removed() returns trigger language plpgsql volatile
  security definer set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock_shared(${REMOVAL_LOCK}, hashtext(new.firm));
  if exists (select from event_store.events
    where stream = 'firm-' || new.firm || ':standing' and type like 'FirmRemoved.%') then
    execute format('delete from %I.%I where firm = $1', tg_table_schema, tg_table_name) using new.firm;
  end if;
  return null;
end $$;
`);
  }

  /** The triggers go with it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function event_store.forget_removed() cascade');
  }
}
