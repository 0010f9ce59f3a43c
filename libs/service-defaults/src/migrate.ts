import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runMigrations, type Migration } from '@counterpart/event-store';
import { EVENTING_SCHEMA, EVENTING_TABLES } from '@counterpart/eventing';
import { ConfigInvalid } from './load-config.js';
import type { BaseConfig } from './base-config.js';

/** A service’s own tables. */
export interface ServiceDatabase {
  readonly schema: string;
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly Migration[];
}

/** The Kafka runtime’s leases and parked records. */
class MakeEventingTables1764000000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of EVENTING_TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${EVENTING_SCHEMA} cascade`);
  }
}

/** `main.js migrate`: brings the store’s and the service’s tables up to date, as the owner role. */
export async function migrate(config: BaseConfig, database: ServiceDatabase | undefined): Promise<void> {
  const url = config.COUNTERPART_MIGRATION_DATABASE_URL;
  if (url === undefined) throw new ConfigInvalid('migrate needs COUNTERPART_MIGRATION_DATABASE_URL');
  await runMigrations({
    url,
    serviceRole: config.COUNTERPART_SERVICE_ROLE,
    extra: [MakeEventingTables1764000000900, ...(database?.migrations ?? [])],
    serviceSchemas: [EVENTING_SCHEMA, ...(database === undefined ? [] : [database.schema])],
  });
}
