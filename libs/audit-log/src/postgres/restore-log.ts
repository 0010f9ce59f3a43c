import { RESTORED_ORDER, storeCursor, type Restored } from '@counterpart/event-store';
import type { ClientBase } from 'pg';
import { AuditError } from '../errors.js';
import { openCheckpoint, type VerifiedCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { Edge, type FullTile } from '../tiles/edge.js';
import { AuditTables } from './audit-tables.js';
import { AUDIT_CURSOR } from './seal-batch.js';

/** What a rebuilt log came to. */
export interface RestoredLog {
  /** The newest signed checkpoint; the rebuilt leaves have exactly its root. */
  readonly checkpoint: VerifiedCheckpoint;
  /** Checkpoints that were verified and fit. */
  readonly checkpoints: number;
  /** Leaves behind the newest checkpoint; the sealer signs them when it starts. */
  readonly unsigned: number;
}

const LEAVES_A_READ = 20_000;

/**
 * Rebuilds the Merkle log over a restored event table, within the same transaction, and holds it against every
 * checkpoint that was published.
 * @param notes all records of the topic of checkpoints
 * @param keys every key that ever signed the log; their name is the log’s
 * @throws AuditError AUDIT_CHECKPOINT_MISSING, AUDIT_LOG_BEHIND where events are missing, AUDIT_FORK where they are not
 *   the events that were signed; of the notes and signatures
 */
export async function restoreLog(
  client: ClientBase,
  restored: Restored,
  notes: readonly string[],
  keys: readonly VerifierKey[],
): Promise<RestoredLog> {
  const checkpoints = openAll(notes, keys);
  const newest = checkpoints.at(-1);
  if (newest === undefined) {
    throw new AuditError(
      'AUDIT_CHECKPOINT_MISSING',
      'no checkpoint was published: nothing proves the events',
    );
  }
  if (newest.size > restored.events) {
    throw new AuditError(
      'AUDIT_LOG_BEHIND',
      `the topics hold ${restored.events} events, ${newest.size} were signed: some are missing`,
    );
  }
  await addLeaves(client);
  await growTiles(client, new RootBook(checkpoints));
  await addCheckpoints(client, checkpoints);
  await storeCursor(client, AUDIT_CURSOR, restored.cursor);
  return { checkpoint: newest, checkpoints: checkpoints.length, unsigned: restored.events - newest.size };
}

/** A checkpoint with the note it was read from. */
interface PublishedCheckpoint extends VerifiedCheckpoint {
  readonly whole: string;
}

/** Verified, smallest first, each size once. @throws AuditError AUDIT_FORK where one size has two roots */
function openAll(notes: readonly string[], keys: readonly VerifierKey[]): readonly PublishedCheckpoint[] {
  const origin = keys[0]?.name ?? '';
  const bySize = new Map<number, PublishedCheckpoint>();
  for (const note of new Set(notes)) {
    const checkpoint = openCheckpoint(note, keys, origin);
    const known = bySize.get(checkpoint.size);
    if (known !== undefined && !known.root.equals(checkpoint.root)) throw forkAt(checkpoint.size);
    bySize.set(checkpoint.size, { ...checkpoint, whole: note });
  }
  return [...bySize.values()].toSorted((a, b) => a.size - b.size);
}

const forkAt = (size: number): AuditError =>
  new AuditError('AUDIT_FORK', `the first ${size} events have another root than the one that was signed`);

/** Holds the growing log against the checkpoints, size by size. */
class RootBook {
  readonly #waiting: VerifiedCheckpoint[];

  constructor(checkpoints: readonly VerifiedCheckpoint[]) {
    this.#waiting = checkpoints.filter(({ size }) => size > 0).toReversed();
  }

  /** @throws AuditError AUDIT_FORK */
  check(edge: Edge): void {
    const next = this.#waiting.at(-1);
    if (next === undefined || next.size !== edge.size) return;
    if (!edge.root().equals(next.root)) throw forkAt(next.size);
    this.#waiting.pop();
  }
}

/**
 * The log’s order is that of the transactions that wrote the events, kept beside the restored rows. Hashes are taken of
 * what the table holds, before they are put in order: sorting moves 32 bytes then, not a whole event.
 */
async function addLeaves(client: ClientBase): Promise<void> {
  await client.query(
    String.raw`insert into audit.leaves (leaf, position, hash)
     select row_number() over (order by tx, position) - 1, position, hash from (
       select o.tx, position, sha256('\x00'::bytea || e.body) as hash
       from ${RESTORED_ORDER} o join event_store.events e using (position) offset 0
     ) hashed order by tx, position`,
  );
}

async function growTiles(client: ClientBase, roots: RootBook): Promise<void> {
  const tables = new AuditTables(client);
  const edge = Edge.empty();
  for (;;) {
    const leaves = await tables.leaves(edge.size, LEAVES_A_READ);
    if (leaves.length === 0) return;
    const tiles: FullTile[] = [];
    for (const leaf of leaves) {
      tiles.push(...edge.append(leaf));
      roots.check(edge);
    }
    await tables.addTiles(tiles);
  }
}

async function addCheckpoints(
  client: ClientBase,
  checkpoints: readonly PublishedCheckpoint[],
): Promise<void> {
  const tables = new AuditTables(client);
  const real = checkpoints.filter(({ size }) => size > 0);
  await tables.addCheckpoints(real.map(({ size, root, whole }) => ({ size, root, note: whole })));
  await tables.markPublished(real.map(({ size }) => size));
}
