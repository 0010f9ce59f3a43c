import { OWNERS, type Owner } from '@counterpart/contracts';
import {
  cursorAfter,
  loadCursor,
  readGated,
  storeCursor,
  type GatedRow,
  type ReadLimits,
  type StoreCursor,
} from '@counterpart/event-store';
import type { ClientBase } from 'pg';
import { leafHash } from '../merkle/hashes.js';
import { checkpointText } from '../notes/checkpoint.js';
import type { SignerKey } from '../notes/keys.js';
import { signNote } from '../notes/signed-note.js';
import type { Edge, FullTile } from '../tiles/edge.js';
import { AuditTables } from './audit-tables.js';

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
 * @returns how many events were sealed
 */
export async function sealBatch(
  client: ClientBase,
  edge: Edge,
  identity: LogIdentity,
  limits: ReadLimits,
): Promise<number> {
  await client.query('begin');
  try {
    const cursor = await loadCursor(client, AUDIT_CURSOR);
    const rows = await readRelayed(client, cursor, limits);
    if (rows.length > 0) {
      const tables = new AuditTables(client);
      await growBy(tables, edge, rows);
      await storeCursor(client, AUDIT_CURSOR, cursorAfter(rows, cursor));
      await signEdge(tables, edge, identity);
    }
    await client.query('commit');
    return rows.length;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Adds leaves, and the tiles they fill, for rows in the log’s order. */
export async function growBy(
  tables: AuditTables,
  edge: Edge,
  rows: readonly Pick<GatedRow, 'position' | 'body'>[],
): Promise<void> {
  const tiles: FullTile[] = [];
  const leaves = rows.map(({ position, body }) => {
    const [leaf, hash] = [edge.size, leafHash(body)];
    tiles.push(...edge.append(hash));
    return { leaf, position: BigInt(position), hash };
  });
  await tables.addLeaves(leaves);
  await tables.addTiles(tiles);
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

/** The next events in the log’s order, as far as their services’ relays have brought them to the topics. */
async function readRelayed(
  client: ClientBase,
  after: StoreCursor,
  limits: ReadLimits,
): Promise<readonly GatedRow[]> {
  const rows = await readGated(client, OWNERS, after, limits);
  if (rows.length === 0) return rows;
  const relayed = await relayCursors(client);
  const firstWaiting = rows.findIndex((row) => {
    const upTo = relayed.get(row.topic.split('.')[0] as Owner);
    return upTo === undefined || isBehind(upTo, row);
  });
  return firstWaiting === -1 ? rows : rows.slice(0, firstWaiting);
}

const isBehind = (cursor: StoreCursor, row: GatedRow): boolean =>
  cursor.tx < BigInt(row.tx) || (cursor.tx === BigInt(row.tx) && cursor.position < BigInt(row.position));

async function relayCursors(client: ClientBase): Promise<ReadonlyMap<Owner, StoreCursor>> {
  const { rows } = await client.query<{ owner: Owner; tx: string; position: string }>(
    'select owner, tx, position from event_store.relay_cursors',
  );
  return new Map(
    rows.map(({ owner, tx, position }) => [owner, { tx: BigInt(tx), position: BigInt(position) }]),
  );
}
