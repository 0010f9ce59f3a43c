import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds a firm’s documents with versions that were told late: the router looks for them whenever the restricted folder is proven. Older
 * services do without it. Frozen.
 */
export class IndexEarlierVersions1764000000023 implements MigrationInterface {
  readonly name = 'IndexEarlierVersions1764000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index earlier_versions on event_store.events (firm, stream, version)
         where type like 'EarlierVersionsFound.%'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.earlier_versions');
  }
}
