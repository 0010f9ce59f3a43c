import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

/*
 * `parked retry --code` looked through the oldest 10,000 failures alone: of what failed later for its reason it retried nothing, said
 * so in no way, and ended with 0.
 */

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = 'hartwell';
/** The longest list that `parked list` shows. */
const LIST = 10_000;
/** More than are read at once. */
const FULL = 501;

let database: OperatorDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await operatorDatabase();
  pool = new Pool({ connectionString: database.serviceUrl, options: `-c counterpart.firm=${FIRM}` });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('takes up all that failed for one reason, however much failed before it', async () => {
  await fail('SOURCE_MISSING', 0, LIST);
  await fail('DROPBOX_FULL', LIST, FULL);
  const { code, out } = await retryFull();
  expect(code).toBe(0);
  expect(new Set((JSON.parse(out) as { done: string[] }).done).size).toBe(FULL);
  const { rows } = await pool.query<{ state: string; code: string; count: string }>(
    'select state, code, count(*) from eventing.parked group by state, code order by code',
  );
  expect(rows).toEqual([
    { state: 'waiting', code: 'DROPBOX_FULL', count: String(FULL) },
    { state: 'dead', code: 'SOURCE_MISSING', count: String(LIST) },
  ]);
});

/** Work of the firm that was given up, a second after what is before it. */
async function fail(code: string, after: number, count: number): Promise<void> {
  await pool.query(
    `insert into eventing.parked
       (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, code, due_at,
        first_failed_at, last_failed_at)
     select 'uploader.stage', 't', 0, n, 't/0/${FIRM}/' || n, '', '${FIRM}/' || n, '{}', 0, 'dead', 4, $1, to_timestamp(n), to_timestamp(n),
       to_timestamp(n)
     from generate_series($2::int + 1, $2::int + $3::int) as n`,
    [code, after, count],
  );
}

function retryFull(): Promise<{ readonly code: number; readonly out: string }> {
  const words = ['--json', 'parked', 'retry', '--code', 'DROPBOX_FULL'];
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out });
    });
  });
}
