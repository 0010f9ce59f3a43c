import { createHash } from 'node:crypto';
import { Edge, leafHash } from '@counterpart/audit-log';
import { Client } from 'pg';

/** The store at one moment, in few words. */
export interface StorePicture {
  readonly events: number;
  /** Merkle root over all events, computed here from their bytes; base64. */
  readonly root: string;
  /** Digest of every column of every event but the transaction id. */
  readonly rows: string;
  /** Digest of every row of every projection. */
  readonly projections: string;
}

/** Tables that are folded from events. */
const PROJECTED = [
  'select * from status.documents order by firm, document',
  'select * from router.path_claims order by firm, path_key',
];

/** The event store seen from behind: by SQL and hashes of this file’s own. */
export class StoreView {
  readonly #client: Client;
  #connected: Promise<unknown> | undefined;

  constructor(url: string) {
    this.#client = new Client({ connectionString: url });
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** True when every event is under a checkpoint that was published, and folded into the status of documents. */
  async isSettled(): Promise<boolean> {
    const rows = await this.#query<{ settled: boolean }>(
      `select (select count(*) from event_store.events) = (select max(size) from audit.publications)
         and (select (tx, position) from event_store.events order by tx desc, position desc limit 1)
           = (select (tx, position) from event_store.projection_cursors where projection = 'status.v6') as settled`,
    );
    return rows[0]?.settled === true;
  }

  async picture(): Promise<StorePicture> {
    const rows = await this.#query<{ body: Buffer; row: string }>(
      `select body, concat_ws('|', position, stream, version, event_id, type, firm, topic, key, recorded_at,
         encode(body, 'hex')) as row
       from event_store.events order by position`,
    );
    return {
      events: rows.length,
      root: await this.#root(),
      rows: digest(rows.map(({ row }) => row)),
      projections: digest(
        (await Promise.all(PROJECTED.map((sql) => this.#query(sql)))).map((all) => JSON.stringify(all)),
      ),
    };
  }

  /** In the log’s order, which the log itself tells; what has no leaf yet is left out and so gives another root. */
  async #root(): Promise<string> {
    const edge = Edge.empty();
    const rows = await this.#query<{ body: Buffer }>(
      'select e.body from audit.leaves l join event_store.events e using (position) order by l.leaf',
    );
    for (const { body } of rows) edge.append(leafHash(body));
    return edge.root().toString('base64');
  }

  async #query<Row extends object>(sql: string): Promise<readonly Row[]> {
    this.#connected ??= this.#client.connect();
    await this.#connected;
    return (await this.#client.query<Row>(sql)).rows;
  }
}

function digest(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex');
}
