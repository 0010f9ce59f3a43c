import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds what people changed in Dropbox by hand: the archiver looks for it by the clock, and the status counts it. Frozen. */
export class IndexDrift1764000000009 implements MigrationInterface {
  readonly name = 'IndexDrift1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index drift on event_store.events (firm, stream, version) where type like 'Drift%'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_store.drift');
  }
}
