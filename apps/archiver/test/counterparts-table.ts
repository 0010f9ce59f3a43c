import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The uploader’s book of files, as it makes it: no service imports another. */
export class MakeCounterparts1764000002003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create schema uploader;
create table uploader.counterparts (
  firm text collate "C" not null,
  file text collate "C" not null,
  document text collate "C" not null,
  primary key (firm, file)
);
create policy of_firm on uploader.counterparts
  using (firm = any(string_to_array(current_setting('counterpart.firm', true), ',')))
  with check (firm = any(string_to_array(current_setting('counterpart.firm', true), ',')));
alter table uploader.counterparts enable row level security;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema uploader cascade`);
  }
}
