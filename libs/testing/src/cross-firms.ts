import { Client, DatabaseError } from 'pg';

/** A table that keeps firms apart by rules about rows. */
export interface TableOfFirms {
  /** `schema.table`; its firms stand in the column `firm`. */
  readonly table: string;
  /** Adds a row of the firm `$1`, another one each time where the table can hold several of a firm. */
  readonly add: string;
}

/** What wrong queries come to. */
export interface Crossings {
  /** Whose rows a query finds that says nothing of firms, by the firm that its transaction names. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** How many rows it removes, by the same. */
  readonly removed: Readonly<Record<string, number>>;
  /** Which writes were let through. */
  readonly written: readonly string[];
}

/** What they come to where nothing crosses: each firm’s own row, and no other. */
export const KEPT_APART: Crossings = {
  seen: { hartwell: ['hartwell'], reyes: ['reyes'], hartwel: [], '': [] },
  removed: { hartwell: 1, reyes: 1, hartwel: 0, '': 0 },
  written: [],
};

/** insufficient_privilege (PostgreSQL, appendix A): a rule about rows refused. */
const REFUSED = '42501';

/** Tries wrong queries as the role of an address, in one transaction that is undone. What is there of these firms is left out. */
export async function crossFirms(url: string, { table, add }: TableOfFirms): Promise<Crossings> {
  const client = new Client({ connectionString: url, application_name: 'spec' });
  await client.connect();
  const name = (firm: string) => client.query(`select set_config('counterpart.firm', $1, true)`, [firm]);
  /** As if it had not been tried. */
  const tried = async <T>(named: string, work: () => Promise<T>): Promise<T | undefined> => {
    await client.query('savepoint tried');
    await name(named);
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatabaseError && error.code === REFUSED) return undefined;
      throw error;
    } finally {
      await client.query('rollback to tried');
    }
  };
  try {
    await client.query('begin');
    for (const firm of ['hartwell', 'reyes']) {
      await name(firm);
      await client.query(`delete from ${table}`);
      await client.query(add, [firm]);
    }
    const [seen, removed] = [new Map<string, string[]>(), new Map<string, number>()];
    for (const named of Object.keys(KEPT_APART.seen)) {
      const found = await tried(named, () =>
        client.query<{ firm: string }>(`select firm from ${table} order by firm`),
      );
      seen.set(named, found?.rows.map(({ firm }) => firm) ?? []);
      removed.set(named, (await tried(named, () => client.query(`delete from ${table}`)))?.rowCount ?? 0);
    }
    const writes = {
      'a row of another firm': () => tried('reyes', () => client.query(add, ['hartwell'])),
      'a row while no firm is named': () => tried('', () => client.query(add, ['hartwell'])),
      'a row while all firms are named': () => tried('*', () => client.query(add, ['hartwell'])),
      'a row given to another firm': () =>
        tried('reyes', () => client.query(`update ${table} set firm = 'hartwell'`)),
    };
    const written: string[] = [];
    for (const [what, write] of Object.entries(writes)) if ((await write()) !== undefined) written.push(what);
    return { seen: Object.fromEntries(seen), removed: Object.fromEntries(removed), written };
  } finally {
    await client.end();
  }
}
