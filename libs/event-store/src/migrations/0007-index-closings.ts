import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the closings of a firm, which the router looks for by the clock, and its legal holds. Frozen. */
export class IndexClosings1764000000007 implements MigrationInterface {
  readonly name = 'IndexClosings1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index closings on event_store.events (firm, stream, version) where type like 'Closing%'`,
    );
    await runner.query(
      `create index legal_holds on event_store.events (firm, stream) where type like 'LegalHold%'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.legal_holds');
    await runner.query('drop index event_store.closings');
  }
}
