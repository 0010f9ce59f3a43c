import type { FirmId } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { DATABASE_RIGHTS } from './database-rights.js';

/** Class of the advisory locks of removals: the ASCII bytes of `remo`. The other half is the firm’s hash. */
export const REMOVAL_LOCK = 0x72656d6f;

/** Tables of which a removed firm’s rows stay, and why. */
export const KEPT_OF_REMOVED: Readonly<Record<string, string>> = {
  'event_store.events': 'the audit trail',
  'credentials.data_keys': 'says that the firm’s key was destroyed',
};

/** Tables whose rows go with their firm. */
const FORGOTTEN: readonly string[] = DATABASE_RIGHTS.filter(
  ({ table, firm }) => firm !== undefined && !(table in KEPT_OF_REMOVED),
).map(({ table }) => table);

/** Folded by its projector alone, which leaves removed firms out; a rebuild puts another table in its place. */
const FOLDED = 'status.documents';

/** A table that its service has yet to migrate may have no firm. */
const THERE = `
select format('%s.%s', n.nspname, c.relname) as table,
  exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'of_removed_firms') as guarded
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm' and not a.attisdropped
where c.relkind = 'r' and format('%s.%s', n.nspname, c.relname) = any($1)`;

interface FoundTable {
  readonly table: string;
  readonly guarded: boolean;
}

const tablesThere = async (client: ClientBase): Promise<readonly FoundTable[]> =>
  (await client.query<FoundTable>(THERE, [FORGOTTEN])).rows;

/**
 * Takes away every row of a firm but its audit trail, within a transaction of the owner role that tells `FirmRemoved`. Who writes
 * of the firm meanwhile is waited for; what is written later does not stay.
 * @returns how many rows there were, by table
 */
export async function forgetFirm(client: ClientBase, firm: FirmId): Promise<ReadonlyMap<string, number>> {
  await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [REMOVAL_LOCK, firm]);
  const forgotten = new Map<string, number>();
  for (const { table } of await tablesThere(client)) {
    const { rowCount } = await client.query(`delete from ${table} where firm = $1`, [firm]);
    forgotten.set(table, rowCount ?? 0);
  }
  return forgotten;
}

/** Sees to it that no table takes a removed firm’s rows; tables that are not there yet are seen to when they are. */
export async function forgetRemoved(client: ClientBase): Promise<void> {
  for (const { table, guarded } of await tablesThere(client)) {
    if (guarded || table === FOLDED) continue;
    await client.query(
      `create constraint trigger of_removed_firms after insert on ${table} deferrable initially deferred
       for each row execute function event_store.forget_removed()`,
    );
  }
}
