import { DataSource, type DataSourceOptions } from 'typeorm';
import { EventRow } from './event-row.entity.js';
import { WritingClient } from './writing-client.js';

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

/**
 * Statements are few and come a thousand times: each is planned once a connection, not once a call, which would cost more
 * than its work. A plan that is made while a table is small and new must not read all of it when it has grown.
 */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

/**
 * In seconds; then a connection is ended as soon as it is given back. One that only reads is never told that another server took over,
 * and one that is asked again and again is never idle for long enough to be closed.
 */
const LONGEST_LIFE = 60;

/** A TypeORM data source on the store's database; the caller initialises and destroys it. */
export function storeDataSource(connection: StoreConnection): DataSource {
  const options: DataSourceOptions = {
    type: 'postgres',
    url: connection.url,
    entities: [EventRow, ...(connection.entities ?? [])],
    poolSize: connection.poolSize ?? 8,
    applicationName: connection.applicationName,
    extra: { options: PLANNED_ONCE, Client: WritingClient, maxLifetimeSeconds: LONGEST_LIFE },
    synchronize: false,
    migrationsRun: false,
  };
  return new DataSource(options);
}
