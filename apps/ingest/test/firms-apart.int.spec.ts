import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMigrations } from '@counterpart/event-store';
import { crossFirms, KEPT_APART, testDatabase, type TestDatabase } from '@counterpart/testing';
import { INGEST_MIGRATIONS } from '../src/adapters/migrations.js';

const addHook = (token: string): string => `insert into ingest.hooks (token, firm, model, url, created_at)
  values (${token}, $1, 'document', gen_random_uuid()::text, now())`;

/** A run of a firm has an id that is made from the firm’s. */
const addRun = (
  run: string,
): string => `insert into ingest.migration_runs (run, firm, phase, begun_at, calls_begun)
  values (${run}, $1, 'matters', now(), 0)`;
const RUN = 'md5($1::text)::uuid';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: INGEST_MIGRATIONS,
    serviceSchemas: ['ingest'],
  });
});
afterAll(() => database.drop());

async function connected(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

it.each([
  ['ingest.hooks', addHook('gen_random_uuid()')],
  ['ingest.migration_runs', addRun('gen_random_uuid()')],
])('a wrong query neither finds, writes nor removes another firm’s %s', async (table, add) => {
  expect(await crossFirms(database.serviceUrl, { table, add })).toEqual(KEPT_APART);
});

it('nor what another firm’s run found', async () => {
  await connected(database.ownerUrl, async (owner) => {
    for (const firm of ['hartwell', 'reyes']) await owner.query(addRun(RUN), [firm]);
  });
  const add = `insert into ingest.migration_documents (run, firm, document, size, state)
    values (${RUN}, $1, gen_random_uuid(), 0, 'found')`;
  const table = { table: 'ingest.migration_documents', add };
  expect(await crossFirms(database.serviceUrl, table)).toEqual(KEPT_APART);
});

it('who names the token of a webhook finds that one, whosever it is', async () => {
  await connected(database.serviceUrl, async (client) => {
    await client.query('begin');
    for (const firm of ['hartwell', 'reyes']) {
      await client.query(`select set_config('counterpart.firm', $1, true)`, [firm]);
      await client.query(addHook(`'token of ' || $1`), [firm]);
    }
    await client.query(`select set_config('counterpart.firm', '', true)`);
    await client.query(`select set_config('counterpart.hook', 'token of reyes', true)`);
    const { rows } = await client.query('select firm from ingest.hooks');
    expect(rows).toEqual([{ firm: 'reyes' }]);
  });
});
