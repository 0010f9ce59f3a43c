import type { ClientBase } from 'pg';
import { carriedProof, openCarriedProof, type CarriedProof } from '../carry/carried-proof.js';
import { AuditError } from '../errors.js';
import { proveInclusion } from '../merkle/prove.js';
import { TiledNodes } from '../tiles/tiled-nodes.js';
import { AuditTables, type StoredCheckpoint } from './audit-tables.js';

/** How far the log covers some events. */
export interface Coverage {
  /** Leaves of the newest checkpoint; 0 where there is none. */
  readonly size: number;
  /** Events that are not under it. */
  readonly open: number;
}

/** Whether there is a log at all: its auditor makes the tables when it first starts. */
export async function hasLog(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    `select to_regclass('audit.checkpoints') is not null as has`,
  );
  return rows[0]?.has === true;
}

/** How many of the events at these positions are under the newest checkpoint. */
export async function coverageOf(client: ClientBase, positions: readonly bigint[]): Promise<Coverage> {
  const { rows } = await client.query<{ size: string; sealed: string }>(
    `select newest.size, (select count(*) from audit.leaves
        where position = any($1::bigint[]) and leaf < newest.size) as sealed
      from (select coalesce(max(size), 0) as size from audit.checkpoints) newest`,
    [positions.map(String)],
  );
  const [{ size, sealed } = { size: '0', sealed: '0' }] = rows;
  return { size: Number(size), open: new Set(positions).size - Number(sealed) };
}

/** The checkpoint of exactly so many leaves. @throws AuditError AUDIT_CHECKPOINT_MISSING */
export async function checkpointAt(client: ClientBase, size: number): Promise<StoredCheckpoint> {
  const stored = await new AuditTables(client).checkpoint(size);
  if (stored?.size === size) return stored;
  throw new AuditError('AUDIT_CHECKPOINT_MISSING', `there is no checkpoint of ${size} events`);
}

/**
 * Proofs for events, each followed to the checkpoint’s root before it is given.
 * @param positions of the events; those that are not under the checkpoint are absent from the result
 * @throws AuditError AUDIT_PROOF_WRONG where an event is no longer what was sealed
 */
export async function carriedProofs(
  client: ClientBase,
  { size, root }: Pick<StoredCheckpoint, 'size' | 'root'>,
  positions: readonly bigint[],
): Promise<ReadonlyMap<bigint, CarriedProof>> {
  const tables = new AuditTables(client);
  const leaves = await tables.leavesOf(positions);
  const bodies = await bodiesAt(client, [...leaves.keys()]);
  const nodes = new TiledNodes(tables, size);
  const proofs = new Map<bigint, CarriedProof>();
  for (const [position, leaf] of leaves) {
    const bytes = bodies.get(position);
    if (leaf >= size || bytes === undefined) continue;
    const proof = carriedProof({ bytes, leaf, path: await proveInclusion(nodes, leaf, size) });
    openCarriedProof(proof, { size, root });
    proofs.set(position, proof);
  }
  return proofs;
}

async function bodiesAt(
  client: ClientBase,
  positions: readonly bigint[],
): Promise<ReadonlyMap<bigint, Buffer>> {
  const { rows } = await client.query<{ position: string; body: Buffer }>(
    'select position, body from event_store.events where position = any($1::bigint[])',
    [positions.map(String)],
  );
  return new Map(rows.map(({ position, body }) => [BigInt(position), body]));
}
