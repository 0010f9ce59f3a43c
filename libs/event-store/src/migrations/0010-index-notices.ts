import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds a firm’s notices, which the notifier counts before each further one and looks for by the clock, and what was
 * recorded on a day: events are written in the order of time, so a few pages of ranges find it. Frozen.
 */
export class IndexNotices1764000000010 implements MigrationInterface {
  readonly name = 'IndexNotices1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index notices on event_store.events (firm, recorded_at) where type like 'Notice%'`,
    );
    await runner.query(`create index events_of_day on event_store.events using brin (recorded_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.events_of_day');
    await runner.query('drop index event_store.notices');
  }
}
