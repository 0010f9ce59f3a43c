import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { PATH_CLAIM_MIGRATIONS } from '@counterpart/path-claims';
import { testDatabase } from '@counterpart/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Router } from './scene.js';

/** A database with the router’s tables. */
async function startGround() {
  const database = await testDatabase();
  await runMigrations({ url: database.ownerUrl, extra: PATH_CLAIM_MIGRATIONS, serviceSchemas: ['router'] });
  const source = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  return {
    store: new EventStore(source),
    source,
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}
type Ground = Awaited<ReturnType<typeof startGround>>;

/** The servers may have to start first. */
const STARTED_WITHIN_MS = 200_000;

/** Has a file’s specs share a database with the router’s tables: each has a firm of its own. */
export function sharedGround(): Pick<Ground, 'store' | 'source'> {
  let ground: Ground | undefined;
  beforeAll(async () => {
    ground = await startGround();
  }, STARTED_WITHIN_MS);
  afterAll(() => ground?.close());
  const started = (): Ground => {
    if (ground === undefined) throw new TypeError('the ground is there when the first spec begins');
    return ground;
  };
  return {
    get store() {
      return started().store;
    },
    get source() {
      return started().source;
    },
  };
}

/** The same, and a router on it for each spec. @param begin what each begins with */
export function routersOnGround(
  begin: (router: Router) => Promise<void> | void,
): Pick<Ground, 'store' | 'source'> {
  const ground = sharedGround();
  beforeEach(async () => {
    await begin(new Router(ground.store));
  });
  return ground;
}
