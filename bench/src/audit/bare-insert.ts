import { Client } from 'pg';
import { EVENTS_AN_APPEND } from './sample-appends.js';

const WRITERS = 4;

/**
 * The bare limit: multi-row INSERT of the same rows into a table with the same columns and indexes, by as many writers,
 * as many rows a statement and a commit for each; no contract, no numbering of versions, no derived ids, no topics, no
 * log. Bodies travel as one binary parameter, as ours do: an array of them would be hexadecimal text and cost half as
 * much again.
 * @param url owner’s address of the database whose event table holds the rows
 * @returns seconds
 */
export async function bareInsert(url: string): Promise<number> {
  const clients = Array.from({ length: WRITERS }, () => new Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  const [first] = clients;
  if (first === undefined) return 0;
  await first.query(`create table bare (like event_store.events including all)`);
  const { rows } = await first.query<StoredRow>(
    'select stream, version, event_id, type, firm, topic, key, body from event_store.events order by position',
  );
  const batches = Array.from({ length: Math.ceil(rows.length / EVENTS_AN_APPEND) }, (_, index) =>
    columnsOf(rows.slice(index * EVENTS_AN_APPEND, (index + 1) * EVENTS_AN_APPEND)),
  );
  const began = performance.now();
  let next = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
        await client.query({ name: 'bare', text: INSERT, values: batch });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const client of clients) await client.end();
  return seconds;
}

const COLUMNS = ['stream', 'version', 'event_id', 'type', 'firm', 'topic', 'key'] as const;

type StoredRow = Readonly<Record<(typeof COLUMNS)[number], unknown>> & { readonly body: Buffer };

const INSERT = `
insert into bare (stream, version, event_id, type, firm, topic, key, body)
select stream, version, event_id, type, firm, topic, key, substring($8::bytea from start for length)
from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $9::int[], $10::int[])
  as given (stream, version, event_id, type, firm, topic, key, start, length)
`;

function columnsOf(rows: readonly StoredRow[]): unknown[] {
  let next = 1;
  const starts = rows.map(({ body }) => {
    const start = next;
    next += body.length;
    return start;
  });
  const bodies = rows.map(({ body }) => body);
  const texts = COLUMNS.map((column) => rows.map((row) => row[column]));
  return [...texts, Buffer.concat(bodies), starts, bodies.map(({ length }) => length)];
}
