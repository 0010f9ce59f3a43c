import { OWNERS } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import {
  BEGINNING,
  cursorAfter,
  readGated,
  type ReadLimits,
  type StoreCursor,
} from '../readers/read-gated.js';
import { toRecordedEvent } from '../read-streams.js';
import { EVERY_FIRM } from '../roles/firm-rules.js';
import type { Projector } from './projector.js';

/** `busy`: another program runs this projector now. */
export type CatchUp =
  { readonly outcome: 'projected'; readonly events: number } | { readonly outcome: 'busy' };

const LIMITS: ReadLimits = { events: 500, bytes: 4 * 1024 * 1024 };

/** Class of the advisory locks of projectors: the ASCII bytes of `proj`. The other half is the name's hash. */
export const PROJECTOR_LOCK = 0x70726f6a;

/**
 * Takes a projector one batch further. Its tables and its cursor move in one transaction, so each event is folded
 * exactly once; of any number of programs one works at a time (advisory lock of the transaction).
 */
export async function catchUp(
  client: ClientBase,
  projector: Projector,
  limits: ReadLimits = LIMITS,
): Promise<CatchUp> {
  await client.query('begin');
  try {
    const result = await projectBatch(client, projector, limits);
    await client.query('commit');
    return result;
  } catch (error) {
    await undo(client, error);
    throw error;
  }
}

/** One batch of `catchUp` within the caller’s transaction. */
export async function projectBatch(
  client: ClientBase,
  projector: Projector,
  limits: ReadLimits = LIMITS,
): Promise<CatchUp> {
  const lock = await client.query<{ works: boolean }>(
    `select pg_try_advisory_xact_lock($1, hashtext($2)) as works, set_config('counterpart.firm', $3, true)`,
    [PROJECTOR_LOCK, projector.name, EVERY_FIRM],
  );
  if (lock.rows[0]?.works !== true) return { outcome: 'busy' };
  const before = await loadCursor(client, projector.name);
  const rows = await readGated(client, OWNERS, before, limits);
  if (rows.length > 0) {
    await projector.project({ client, schema: projector.schema }, rows.map(toRecordedEvent));
    await storeCursor(client, projector.name, cursorAfter(rows, before));
  }
  return { outcome: 'projected', events: rows.length };
}

/** A rollback that fails means a broken session, which Postgres rolls back by itself; both errors are told. */
async function undo(client: ClientBase, because: unknown): Promise<void> {
  try {
    await client.query('rollback');
  } catch (error) {
    throw new AggregateError([because, error], 'a projection could not be undone: its session is broken');
  }
}

/** How far a projection has come. */
export async function loadCursor(client: ClientBase, projection: string): Promise<StoreCursor> {
  const result = await client.query<{ tx: string; position: string }>(
    'select tx, position from event_store.projection_cursors where projection = $1',
    [projection],
  );
  const row = result.rows[0];
  return row === undefined ? BEGINNING : { tx: BigInt(row.tx), position: BigInt(row.position) };
}

/** Remembers how far a projection has come; in the transaction of its rows. */
export async function storeCursor(
  client: ClientBase,
  projection: string,
  cursor: StoreCursor,
): Promise<void> {
  await client.query(
    `insert into event_store.projection_cursors (projection, tx, position) values ($1, $2::xid8, $3)
     on conflict (projection) do update
     set tx = excluded.tx, position = excluded.position, updated_at = clock_timestamp()`,
    [projection, cursor.tx.toString(), cursor.position.toString()],
  );
}
