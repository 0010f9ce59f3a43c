import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds how much of a firm was set aside of late: the breaker counts it before each further one. Frozen. */
export class IndexSetAsides1764000000005 implements MigrationInterface {
  readonly name = 'IndexSetAsides1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index set_asides on event_store.events (firm, recorded_at) where type like 'SetAsidePlanned.%'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.set_asides');
  }
}
