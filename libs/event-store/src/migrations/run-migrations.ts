import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { EventStoreError } from '../errors.js';
import { forgetRemoved } from '../roles/forget-firm.js';
import { giveRights } from '../roles/give-rights.js';
import { CreateEvents1764000000001 } from './0001-create-events.js';
import { CreateDocumentStatus1764000000002 } from './0002-create-document-status.js';
import { CreateEventingTables1764000000003 } from './0003-create-eventing-tables.js';
import { IndexEventsOfKey1764000000004 } from './0004-index-events-of-key.js';
import { IndexSetAsides1764000000005 } from './0005-index-set-asides.js';
import { MarkDocumentStatus1764000000006 } from './0006-mark-document-status.js';
import { IndexClosings1764000000007 } from './0007-index-closings.js';
import { CreateCallLedgers1764000000008 } from './0008-create-call-ledgers.js';
import { IndexDrift1764000000009 } from './0009-index-drift.js';
import { IndexNotices1764000000010 } from './0010-index-notices.js';
import { RuleRows1764000000011 } from './0011-rule-rows.js';
import { PartFirms1764000000012 } from './0012-part-firms.js';
import { TellBounces1764000000013 } from './0013-tell-bounces.js';
import { PartEvents1764000000014 } from './0014-part-events.js';
import { PartParked1764000000015 } from './0015-part-parked.js';
import { ForgetFirms1764000000016 } from './0016-forget-firms.js';
import { TieEvents1764000000017 } from './0017-tie-events.js';
import { KeepWhatWasGivenUp1764000000018 } from './0018-keep-what-was-given-up.js';
import { SeeConsents1764000000019 } from './0019-see-consents.js';
import { WatchMoves1764000000020 } from './0020-watch-moves.js';
import { LeaveAccounts1764000000021 } from './0021-leave-accounts.js';
import { FollowTheRouter1764000000022 } from './0022-follow-the-router.js';
import { IndexEarlierVersions1764000000023 } from './0023-index-earlier-versions.js';

/** A class migration of TypeORM. Its class name ends in a 13-digit number that gives the order. */
export type Migration = new () => MigrationInterface;

/** What is migrated, and for whom. */
export interface MigrationRun {
  /** `postgres://…` of a role that may create schemas; not the services' role. */
  readonly url: string;
  /** Role of the services; it must exist. @default 'counterpart_service' */
  readonly serviceRole?: string;
  /**
   * Migrations of other packages and of services, after those of the store.
   * The name of the services' role is theirs to read as `current_setting('counterpart.service_role')`.
   */
  readonly extra?: readonly Migration[];
  /** Schemas made by `extra` whose tables the services may read and change. */
  readonly serviceSchemas?: readonly string[];
}

/** Role that the services use unless the configuration names another. */
export const SERVICE_ROLE = 'counterpart_service';

const OWN_MIGRATIONS: readonly Migration[] = [
  CreateEvents1764000000001,
  CreateDocumentStatus1764000000002,
  CreateEventingTables1764000000003,
  IndexEventsOfKey1764000000004,
  IndexSetAsides1764000000005,
  MarkDocumentStatus1764000000006,
  IndexClosings1764000000007,
  CreateCallLedgers1764000000008,
  IndexDrift1764000000009,
  IndexNotices1764000000010,
  RuleRows1764000000011,
  PartFirms1764000000012,
  TellBounces1764000000013,
  PartEvents1764000000014,
  PartParked1764000000015,
  ForgetFirms1764000000016,
  TieEvents1764000000017,
  KeepWhatWasGivenUp1764000000018,
  SeeConsents1764000000019,
  WatchMoves1764000000020,
  LeaveAccounts1764000000021,
  FollowTheRouter1764000000022,
  IndexEarlierVersions1764000000023,
];

/** Key of the advisory lock that lets one migration run at a time: the ASCII bytes of `migr`. */
const MIGRATION_LOCK = 0x6d696772;

/**
 * Brings the database up to date, under an advisory lock: any number of programs may call it at once. Roles of single
 * services that are there get their rights (see `DATABASE_RIGHTS`).
 * @throws EventStoreError EVENT_STORE_ROLE_MISSING when the services' role does not exist
 */
export async function runMigrations(run: MigrationRun): Promise<void> {
  const serviceRole = run.serviceRole ?? SERVICE_ROLE;
  const guard = new pg.Client({ connectionString: run.url, application_name: 'counterpart migrations' });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await requireRole(guard, serviceRole);
    await migrate(run, serviceRole);
    for (const schema of run.serviceSchemas ?? []) await grantSchema(guard, schema, serviceRole);
    await forgetRemoved(guard);
    await giveRights(guard);
  } finally {
    // Ending the session gives the lock back.
    await guard.end();
  }
}

async function requireRole(client: pg.Client, role: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) {
    throw new EventStoreError(
      'EVENT_STORE_ROLE_MISSING',
      `the database has no role ${role}: create it (login, no other rights) before the migrations run`,
    );
  }
}

async function migrate(run: MigrationRun, serviceRole: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: run.url,
    poolSize: 1,
    migrations: [...OWN_MIGRATIONS, ...(run.extra ?? [])],
    migrationsTableName: 'counterpart_migrations',
    migrationsTransactionMode: 'each',
    extra: { options: `-c counterpart.service_role=${serviceRole.replaceAll(/([\\ ])/g, '\\$1')}` },
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

async function grantSchema(client: pg.Client, schema: string, role: string): Promise<void> {
  const [schemaName, roleName] = [client.escapeIdentifier(schema), client.escapeIdentifier(role)];
  await client.query(`grant usage on schema ${schemaName} to ${roleName}`);
  await client.query(
    `grant select, insert, update, delete on all tables in schema ${schemaName} to ${roleName}`,
  );
  await client.query(`grant usage on all sequences in schema ${schemaName} to ${roleName}`);
}
