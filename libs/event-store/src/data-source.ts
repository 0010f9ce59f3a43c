import { DataSource, type DataSourceOptions } from 'typeorm';
import { EventRow } from './event-row.entity.js';

/** How a service reaches the store. */
export interface StoreConnection {
  /** `postgres://…` of the services' role. */
  readonly url: string;
  /** Entities of the service, beside those of the store. */
  readonly entities?: readonly (new () => object)[];
  /** Connections held at most. @default 8 */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** A TypeORM data source on the store's database; the caller initialises and destroys it. */
export function storeDataSource(connection: StoreConnection): DataSource {
  const options: DataSourceOptions = {
    type: 'postgres',
    url: connection.url,
    entities: [EventRow, ...(connection.entities ?? [])],
    poolSize: connection.poolSize ?? 8,
    applicationName: connection.applicationName,
    synchronize: false,
    migrationsRun: false,
  };
  return new DataSource(options);
}
