import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the streams that a matter has to do with: the record key of most topics is `firm/matter`. The stream is in the
 * index, so that a matter of many events reads no event to learn its streams. Frozen: later changes are later migrations.
 */
export class IndexEventsOfKey1764000000004 implements MigrationInterface {
  readonly name = 'IndexEventsOfKey1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index events_of_key on event_store.events (key, stream)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.events_of_key');
  }
}
