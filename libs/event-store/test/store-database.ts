import pg from 'pg';
import type { DataSource } from 'typeorm';
import { testDatabase } from '@counterpart/testing';
import { EventStore, runMigrations, storeDataSource } from '../src/index.js';

/** A database of its own for one spec file, migrated, with the services' role. */
export interface StoreDatabase extends AsyncDisposable {
  /** As the role that migrates. */
  readonly adminUrl: string;
  /** As the services' role. */
  readonly serviceUrl: string;
  readonly dataSource: DataSource;
  readonly store: EventStore;
  /** A connection of the services' role, closed with the database. */
  connect(): Promise<pg.Client>;
  /** A connection of the role that migrates, closed with the database. */
  connectAdmin(): Promise<pg.Client>;
}
export async function storeDatabase(): Promise<StoreDatabase> {
  const { ownerUrl, serviceUrl, drop } = await testDatabase();
  await runMigrations({ url: ownerUrl });
  const dataSource = storeDataSource({ url: serviceUrl, applicationName: 'spec' });
  await dataSource.initialize();
  const clients: pg.Client[] = [];
  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    // A spec that ends this session on purpose sees it in its next query.
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  return {
    adminUrl: ownerUrl,
    serviceUrl,
    dataSource,
    store: new EventStore(dataSource),
    connect: () => connect(serviceUrl),
    connectAdmin: () => connect(ownerUrl),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.end()));
      await dataSource.destroy();
      await drop();
    },
  };
}
