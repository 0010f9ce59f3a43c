import { roleOf, runMigrations, type Migration } from '@counterpart/event-store';
import { serviceAddresses, testDatabase, type TestDatabase } from '@counterpart/testing';

/** A migrated database of a spec’s own. */
export interface OperatorDatabase extends TestDatabase {
  /** Address as the role of the person at the command line, which has no rights but its own. */
  readonly operatorUrl: string;
}

/** Migrates an empty database for the command line. The operator’s role comes first: the migrations give it its rights. */
export async function operatorDatabase(extra: readonly Migration[] = []): Promise<OperatorDatabase> {
  const database = await testDatabase();
  const role = roleOf('operator');
  const addresses = await serviceAddresses(database.ownerUrl, [role]);
  await runMigrations({ url: database.ownerUrl, extra });
  return { ...database, operatorUrl: addresses.get(role) ?? '' };
}
