import type { MigrationInterface } from 'typeorm';

/** A class migration of TypeORM. */
export type Migration = new () => MigrationInterface;

/** What is migrated, and for whom. */
export interface MigrationRun {
  /** `postgres://…` of a role that may create schemas; not the services' role. */
  readonly url: string;
  /** Role of the services; it must exist. @default 'counterpart_service' */
  readonly serviceRole?: string;
  /** Migrations of other packages and of services, after those of the store. */
  readonly extra?: readonly Migration[];
  /** Schemas made by `extra` whose tables the services may read and change. */
  readonly serviceSchemas?: readonly string[];
}

/**
 * Brings the database up to date, under an advisory lock: any number of programs may call it at once.
 * @throws EventStoreError EVENT_STORE_ROLE_MISSING when the services' role does not exist
 */
export function runMigrations(_run: MigrationRun): Promise<void> {
  throw new TypeError('not yet');
}
