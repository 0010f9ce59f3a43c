import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which document a file of Dropbox is the counterpart of: whoever finds a file by its content must know that it is no other
 * document’s. What was mirrored before is taken from the trail, but of removed firms; where two documents took one file, it is
 * the first one’s.
 * A transaction reaches the rows of the firms that it names, and none where it names none. Frozen.
 */
export class MakeCounterparts1764000002003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table uploader.counterparts (
  firm text collate "C" not null,
  file text collate "C" not null,
  document text collate "C" not null,
  primary key (firm, file)
);
insert into uploader.counterparts (firm, file, document)
  select distinct on (firm, data ->> 'counterpart') firm, data ->> 'counterpart', data ->> 'document'
  from event_store.events told, lateral (select convert_from(body, 'UTF8')::jsonb -> 'data' as data) decoded
  where type like 'DocumentMirrored.%' and not exists (select from event_store.events removed
    where removed.stream = 'firm-' || told.firm || ':standing' and removed.type like 'FirmRemoved.%')
  order by firm, data ->> 'counterpart', position;
create policy of_firm on uploader.counterparts
  using (firm = current_setting('counterpart.firm', true)
    or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')))
  with check (firm = current_setting('counterpart.firm', true)
    or firm = any(string_to_array(current_setting('counterpart.firm', true), ',')));
alter table uploader.counterparts enable row level security;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table uploader.counterparts`);
  }
}
