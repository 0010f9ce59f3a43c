import { runMigrations, type Migration } from '@counterpart/event-store';
import type { MigrationConfig } from './base-config.js';

/** A service’s own tables. */
export interface ServiceDatabase {
  /** Schema whose tables the services may read and change; none where the migrations grant by themselves. */
  readonly schema?: string;
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly Migration[];
}

/** `main.js migrate`: brings the store’s and the service’s tables up to date, as the owner role. */
export async function migrate(config: MigrationConfig, database: ServiceDatabase | undefined): Promise<void> {
  await runMigrations({
    url: config.COUNTERPART_MIGRATION_DATABASE_URL,
    serviceRole: config.COUNTERPART_SERVICE_ROLE,
    extra: database?.migrations ?? [],
    serviceSchemas: database?.schema === undefined ? [] : [database.schema],
  });
}
