import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ties an event’s stream and key to its firm, as `firmOfStream` and `isKeyOf` read them: the rules about rows judge the firm’s
 * column alone, and one event of another firm in a stream would keep its owner from ever writing to it again. What is there already
 * is not read again. Frozen.
 */
export class TieEvents1764000000017 implements MigrationInterface {
  readonly name = 'TieEvents1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table event_store.events add constraint events_of_one_firm check (
  firm = coalesce(
    substring(stream from '^(?:document|matter)-([a-z0-9-]+)-[0-9]+$'),
    substring(stream from '^firm-([a-z0-9-]+)(?::[a-z]+)?$'),
    substring(stream from '^dead-([a-z0-9-]+)-[a-z]+\\.'),
    '')
  and (key = firm or starts_with(key, firm || '/'))
) not valid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table event_store.events drop constraint events_of_one_firm');
  }
}
