import { createHash, randomUUID } from 'node:crypto';
import { matterKey, MatterId } from '@counterpart/contracts';
import { VersionConflict, type EventStore, type NewEvent } from '@counterpart/event-store';
import { AuditError } from '../errors.js';
import { joinLines } from '../export/export-files.js';
import type { EarlierLine } from '../export/proof-lines.js';
import { writeExport, type ProvenEvent } from '../export/write-export.js';
import { proveConsistency, proveInclusion } from '../merkle/prove.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { streamOf, subjectOf, type Scope } from '../story/subject.js';
import { TiledNodes } from '../tiles/tiled-nodes.js';
import { AuditTables, type StoredCheckpoint } from './audit-tables.js';
import { findEvents, newestCheckpoint, type Archive, type Found } from './find-events.js';

/** What is exported, and for whom. */
export interface ExportWish {
  readonly scope: Scope;
  /** Who asks: `user:…`. It stands on the trail for ever. */
  readonly actor: string;
  /** What makes the export, e.g. `counterpart 0.1.0`. */
  readonly software: string;
  /** Public keys of the log. */
  readonly keys: readonly VerifierKey[];
  /** Signed checkpoints that somebody holds already: the export shows that the log grew out of them. @default none */
  readonly since?: readonly string[];
}

/** Where an export is made from. */
export interface ExportSource extends Archive {
  readonly store: EventStore;
  readonly now: () => Date;
}

/**
 * Exports a matter’s, a document’s or a whole firm’s part of the log: waits until all that is there is sealed, states in the log how much
 * there is, waits until the statement is sealed, and proves all of it.
 * @returns the files of the export by their names
 * @throws AuditError AUDIT_NOTHING_TO_EXPORT, AUDIT_NOT_SEALED, of events that this program cannot read, and of
 *   checkpoints and keys that do not fit
 */
export async function exportLog(
  source: ExportSource,
  wish: ExportWish,
): Promise<ReadonlyMap<string, Buffer>> {
  const held = (wish.since ?? []).map((note) => ({
    ...openCheckpoint(note, wish.keys, originOf(wish)),
    note,
  }));
  for (;;) {
    const found = await findEvents(source, wish.scope, wish.keys);
    const statement = await state(source, wish, found);
    // Something happened to the subject in between. It belongs into the export: the search begins again.
    if (statement !== undefined) return prove(source, wish, { found, statement, held });
  }
}

const originOf = ({ keys }: ExportWish): string => keys[0]?.name ?? '';

/** @returns the statement’s position; undefined where the subject’s stream has moved on */
async function state(
  { store, now }: ExportSource,
  { scope, actor, software }: ExportWish,
  found: Found,
): Promise<bigint | undefined> {
  const stream = streamOf(scope);
  const request = randomUUID();
  const cause = {
    eventId: request,
    correlationId: request,
    handler: 'audit.export',
    actor,
    source: '/counterpart/audit',
  };
  const event: NewEvent<'TrailExported'> = {
    name: 'TrailExported',
    stream,
    firm: scope.firm,
    key: matterKey(scope.firm, matterOf(scope, found)),
    data: {
      scope: scope.kind,
      matter: scope.kind === 'matter' ? scope.matter : null,
      document: scope.kind === 'document' ? scope.document : null,
      events: found.events.length,
      digest: createHash('sha256')
        .update(joinLines(found.events.map(({ bytes }) => bytes)))
        .digest('hex'),
      logSize: found.searched.size,
      software,
    },
  };
  try {
    const write = { stream, expected: found.version, events: [event] };
    const appended = await store.transact((tx) => store.append(tx, cause, [write], now()), {
      firm: scope.firm,
    });
    return appended.events[0]?.position;
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}

/** The matter that a document belonged to last, so that the statement’s record keeps its order. */
function matterOf(scope: Scope, { events }: Found): MatterId | null {
  if (scope.kind === 'matter') return scope.matter;
  if (scope.kind === 'firm') return null;
  const matters = events.map(({ event }) => subjectOf(event).matter);
  const last = matters.findLast((matter) => matter !== null) ?? null;
  return last === null ? null : MatterId.parse(last);
}

async function prove(
  source: ExportSource,
  wish: ExportWish,
  { found, statement, held }: { found: Found; statement: bigint; held: readonly StoredCheckpoint[] },
): Promise<ReadonlyMap<string, Buffer>> {
  const tables = new AuditTables(source.client);
  const { leaf, checkpoint } = await sealedStatement(source, wish.keys, statement);
  const { size } = checkpoint;
  const nodes = new TiledNodes(tables, size);
  const proven = async (bytes: Buffer, at: number): Promise<ProvenEvent> => ({
    bytes,
    leaf: at,
    path: await proveInclusion(nodes, at, size),
  });
  const events: ProvenEvent[] = [];
  for (const event of found.events) events.push(await proven(event.bytes, event.leaf));
  const earlier: EarlierLine[] = [];
  for (const older of [...held, found.searched]) {
    earlier.push({ checkpoint: older.note, proof: await proveConsistency(nodes, older.size, size) });
  }
  return writeExport({
    events,
    statement: await proven(await bodyAt(source, wish.scope, statement), leaf),
    checkpoint: checkpoint.note,
    keys: wish.keys,
    earlier,
  });
}

/** Waits until the statement is under a signed checkpoint. */
async function sealedStatement(
  { client, pause }: Archive,
  keys: readonly VerifierKey[],
  position: bigint,
): Promise<{ readonly leaf: number; readonly checkpoint: StoredCheckpoint }> {
  for (;;) {
    const checkpoint = await newestCheckpoint(client, keys);
    const leaf = (await new AuditTables(client).leavesOf([position])).get(position);
    if (leaf !== undefined && checkpoint !== undefined && leaf < checkpoint.size) return { leaf, checkpoint };
    await pause();
  }
}

async function bodyAt({ store }: ExportSource, { firm }: Scope, position: bigint): Promise<Buffer> {
  const { rows } = await store.transact(
    ({ client }) =>
      client.query<{ body: Buffer }>('select body from event_store.events where position = $1', [
        position.toString(),
      ]),
    { firm },
  );
  const [row] = rows;
  if (row === undefined) throw new AuditError('AUDIT_NOT_IN_LOG', `the store has no event at ${position}`);
  return row.body;
}
