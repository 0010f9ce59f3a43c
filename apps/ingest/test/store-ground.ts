import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase } from '@counterpart/testing';

/** A database with the event store alone, shared by the tests of a file. */
export async function startStore() {
  const database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  return {
    store: new EventStore(source),
    source,
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}
export type StoreGround = Awaited<ReturnType<typeof startStore>>;
