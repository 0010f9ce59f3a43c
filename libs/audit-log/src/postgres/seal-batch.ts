import { OWNERS } from '@counterpart/contracts';
import { EVERY_FIRM, loadCursor, storeCursor, type StoreCursor } from '@counterpart/event-store';
import type { ClientBase } from 'pg';
import { checkpointText } from '../notes/checkpoint.js';
import type { SignerKey } from '../notes/keys.js';
import { signNote } from '../notes/signed-note.js';
import type { Edge } from '../tiles/edge.js';
import { AuditTables, hashesIn } from './audit-tables.js';

/** Name of the log’s cursor: the last event that has a leaf. */
export const AUDIT_CURSOR = 'audit.v1';

/** A log: its name and who signs for it. The first key is the current one; others sign along while keys rotate. */
export interface LogIdentity {
  readonly origin: string;
  readonly keys: readonly SignerKey[];
}

/**
 * Seals the next events: their leaves, the tiles they fill, the cursor and one signed checkpoint over all of it, in one
 * transaction. A crash leaves all of it or nothing; two that seal at once collide on the first leaf, so no fork can be
 * stored.
 *
 * Only what is on the topics already is sealed: the newest checkpoint can then always be rebuilt from them.
 * @param edge the log’s right edge; grown by what was sealed. After an error it is of no more use.
 * @param most events to be sealed
 * @returns how many events were sealed
 */
export async function sealBatch(
  client: ClientBase,
  edge: Edge,
  identity: LogIdentity,
  most: number,
): Promise<number> {
  await client.query(`begin; set local counterpart.firm = '${EVERY_FIRM}'`);
  try {
    const { leaves, upTo } = await addNextLeaves(client, edge.size, most);
    if (upTo !== undefined) {
      const tables = new AuditTables(client);
      await tables.addTiles(leaves.flatMap((leaf) => edge.append(leaf)));
      await storeCursor(client, AUDIT_CURSOR, upTo);
      await signEdge(tables, edge, identity);
    }
    await client.query('commit');
    return leaves.length;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Signs and stores a checkpoint of the edge. */
export async function signEdge(
  tables: AuditTables,
  edge: Edge,
  { origin, keys }: LogIdentity,
): Promise<void> {
  const [size, root] = [edge.size, edge.root()];
  const note = signNote(checkpointText({ origin, size, root, extensions: [] }), keys);
  await tables.addCheckpoints([{ size, root, note }]);
}

/**
 * One statement: takes the next events in the log’s order, as far as their services’ relays have brought them to the
 * topics, and adds their leaves. The database hashes them where they lie, so that 32 bytes of each travel; a leaf is
 * SHA-256(0x00 || entry), RFC 6962 §2.1.
 *
 * Readers gate on `pg_snapshot_xmin`, as everywhere. What follows the first event that is not told yet waits with it:
 * leaves stand in the order of all events, whoever wrote them.
 */
const ADD_LEAVES = String.raw`
with told as materialized (
  select owners.owner, coalesce(c.tx, '0'::xid8) as tx, coalesce(c.position, 0) as position
  from unnest($1::text[]) as owners(owner) left join event_store.relay_cursors c using (owner)
), waiting as materialized (
  select own.tx, own.position from told cross join lateral (
    select e.tx, e.position from event_store.events e
    where e.owner = told.owner
      and (e.tx, e.position) > ($2::xid8, $3::bigint) and (e.tx, e.position) > (told.tx, told.position)
      and e.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by e.tx, e.position limit 1
  ) own order by own.tx, own.position limit 1
), next as materialized (
  select own.tx, own.position, own.hash from told cross join lateral (
    select e.tx, e.position, sha256('\x00'::bytea || e.body) as hash from event_store.events e
    where e.owner = told.owner
      and (e.tx, e.position) > ($2::xid8, $3::bigint) and (e.tx, e.position) <= (told.tx, told.position)
      and e.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by e.tx, e.position limit $4
  ) own
  where not exists (select from waiting where (waiting.tx, waiting.position) < (own.tx, own.position))
  order by own.tx, own.position limit $4
), added as (
  insert into audit.leaves (leaf, position, hash)
  select $5::bigint - 1 + row_number() over (order by tx, position), position, hash from next order by tx, position
  returning leaf, hash
)
select (select coalesce(string_agg(hash, ''::bytea order by leaf), ''::bytea) from added) as hashes,
  (select tx from next order by tx desc, position desc limit 1) as tx,
  (select position from next order by tx desc, position desc limit 1) as position
`;

async function addNextLeaves(
  client: ClientBase,
  size: number,
  most: number,
): Promise<{ readonly leaves: readonly Buffer[]; readonly upTo: StoreCursor | undefined }> {
  const after = await loadCursor(client, AUDIT_CURSOR);
  const { rows } = await client.query<{ hashes: Buffer; tx: string | null; position: string | null }>({
    name: 'audit-add-next-leaves',
    text: ADD_LEAVES,
    values: [OWNERS, after.tx.toString(), after.position.toString(), most, size],
  });
  const [row] = rows;
  if (row?.tx == null || row.position === null) return { leaves: [], upTo: undefined };
  return { leaves: hashesIn(row.hashes), upTo: { tx: BigInt(row.tx), position: BigInt(row.position) } };
}
