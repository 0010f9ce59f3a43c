import type { Owner } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { STORED_COLUMNS, type StoredRow } from '../read-streams.js';

/** How far a reader has come: everything up to and including this (tx, position) is done. */
export interface StoreCursor {
  readonly tx: bigint;
  readonly position: bigint;
}

/** Before everything, also before restored rows (tx 0). */
export const BEGINNING: StoreCursor = { tx: 0n, position: 0n };

/** How much one read takes at most; at least one event is read, however large it is. */
export interface ReadLimits {
  readonly events: number;
  /** Bytes of bodies. */
  readonly bytes: number;
}

/** A row as the relay needs it, with its type. */
export interface GatedRow extends StoredRow {
  readonly type: string;
  readonly firm: string;
  /** Microseconds since 1970, decimal text: all that the column holds. */
  readonly recorded_us: string;
}

/**
 * Rows behind a cursor in (tx, position) order, only those whose transaction is older than every running one: a late
 * commit can then never appear before what was already read. The price: a long writing transaction holds readers up.
 * Each owner's part is one range of the index `events_of_owner`.
 */
const READ = `
select ${STORED_COLUMNS}, type, firm, (extract(epoch from recorded_at) * 1000000)::bigint as recorded_us from (
  select every.*, sum(octet_length(body)) over reading as bytes, row_number() over reading as place
  from (
    select own.* from unnest($1::text[]) as owners(owner)
    cross join lateral (
      select ${STORED_COLUMNS}, type, firm from event_store.events e
      where e.owner = owners.owner
        and (tx, position) > ($2::xid8, $3::bigint)
        and tx < pg_snapshot_xmin(pg_current_snapshot())
      order by tx, position limit $4
    ) own
    order by tx, position limit $4
  ) every
  window reading as (order by tx, position)
) batch
where place = 1 or bytes <= $5
order by tx, position
`;

/** Reads the next rows of some owners' topics. */
export async function readGated(
  client: ClientBase,
  owners: readonly Owner[],
  after: StoreCursor,
  limits: ReadLimits,
): Promise<readonly GatedRow[]> {
  const result = await client.query<GatedRow>({
    name: 'event-store-read-gated',
    text: READ,
    values: [owners, after.tx.toString(), after.position.toString(), limits.events, limits.bytes],
  });
  return result.rows;
}

const IS_BEHIND = `
select exists (
  select from unnest($1::text[]) as owners(owner)
  cross join lateral (
    select from event_store.events e
    where e.owner = owners.owner and (tx, position) > ($2::xid8, $3::bigint) limit 1
  ) own
) as behind
`;

/** True where committed rows stand behind the cursor, whether readers may take them yet or not. */
export async function isBehind(
  client: ClientBase,
  owners: readonly Owner[],
  after: StoreCursor,
): Promise<boolean> {
  const result = await client.query<{ behind: boolean }>({
    name: 'event-store-is-behind',
    text: IS_BEHIND,
    values: [owners, after.tx.toString(), after.position.toString()],
  });
  return result.rows[0]?.behind ?? false;
}

/** The cursor after a batch. */
export function cursorAfter(rows: readonly GatedRow[], before: StoreCursor): StoreCursor {
  const last = rows.at(-1);
  return last === undefined ? before : { tx: BigInt(last.tx), position: BigInt(last.position) };
}
