import { readStory, type StoryRow, type StorySubject } from '@counterpart/event-store';
import type { ClientBase } from 'pg';
import { AuditError } from '../errors.js';
import { nameOf } from '../export/export-facts.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { eventsOfMatter, streamOf, type Scope } from '../story/subject.js';
import { readTrailEvent, type TrailEvent } from '../story/trail-event.js';
import { AuditTables, type StoredCheckpoint } from './audit-tables.js';

/** Where events are looked for. */
export interface Archive {
  /** A connection of the services’ role, outside any transaction. */
  readonly client: ClientBase;
  /** Waits a little for the auditor. @throws AuditError AUDIT_NOT_SEALED when it has waited long enough */
  readonly pause: () => Promise<void>;
}

/** An event of the store that has its place in the log. */
interface FoundEvent extends TrailEvent {
  readonly leaf: number;
}

/** What an export will hold, and how far the log was searched for it. */
export interface Found {
  readonly events: readonly FoundEvent[];
  /** Version that the subject’s stream stands at; all of it is found. */
  readonly version: number;
  readonly searched: StoredCheckpoint;
}

/** An event of the store. */
interface StoredEvent extends TrailEvent {
  readonly row: StoryRow;
  /** Undefined until it is sealed. */
  readonly leaf: number | undefined;
}

/**
 * Finds everything of a scope in the log. Waits until what is there now is sealed, and until all of the subject’s own
 * stream is: the statement will stand right behind it.
 * @throws AuditError AUDIT_NOTHING_TO_EXPORT, AUDIT_NOT_SEALED, of events that this program cannot read
 */
export async function findEvents(
  archive: Archive,
  scope: Scope,
  keys: readonly VerifierKey[],
): Promise<Found> {
  const first = await readStory(archive.client, subjectOf(scope));
  if (first.length === 0) throw nothingOf(scope);
  const awaited = new Set(first.map(({ position }) => position));
  for (;;) {
    // The checkpoint first: what is sealed after it is open, never missed.
    const searched = await newestCheckpoint(archive.client, keys);
    const all = await readStored(archive.client, scope);
    const found = searched && settled({ all, awaited, searched }, scope);
    if (found !== undefined) return found;
    await archive.pause();
  }
}

/** The events of a scope, once nothing that is waited for is open. */
function settled(
  {
    all,
    awaited,
    searched,
  }: { all: readonly StoredEvent[]; awaited: ReadonlySet<bigint>; searched: StoredCheckpoint },
  scope: Scope,
): Found | undefined {
  const isSealed = (event: StoredEvent): event is StoredEvent & FoundEvent =>
    event.leaf !== undefined && event.leaf < searched.size;
  const subject = all.filter(({ row }) => row.stream === streamOf(scope));
  const isAwaited = (event: StoredEvent): boolean =>
    awaited.has(event.row.position) || subject.includes(event);
  if (all.some((event) => !isSealed(event) && isAwaited(event))) return undefined;
  const events = inScope(all, scope).filter(isSealed);
  if (events.length === 0) throw nothingOf(scope);
  return { events, version: subject.at(-1)?.row.version ?? 0, searched };
}

/** The story of a scope as the store holds it now, sealed or not. @throws AuditError of events that cannot be read */
export async function readScope(client: ClientBase, scope: Scope): Promise<readonly TrailEvent[]> {
  const rows = await readStory(client, subjectOf(scope));
  return inScope(
    rows.map((row) => ({ ...readTrailEvent(row.body), row })),
    scope,
  );
}

/** Of a document’s stream, what happened in another matter is that matter’s alone. */
function inScope<Told extends TrailEvent & { readonly row: StoryRow }>(
  all: readonly Told[],
  scope: Scope,
): readonly Told[] {
  if (scope.kind !== 'matter') return all;
  const streams = Map.groupBy(all, ({ row }) => row.stream);
  const kept = new Set([...streams.values()].flatMap((stream) => eventsOfMatter(stream, scope.matter)));
  return all.filter((told) => kept.has(told));
}

async function readStored(client: ClientBase, scope: Scope): Promise<readonly StoredEvent[]> {
  const rows = await readStory(client, subjectOf(scope));
  const leaves = await new AuditTables(client).leavesOf(rows.map(({ position }) => position));
  return rows.map((row) => ({ ...readTrailEvent(row.body), row, leaf: leaves.get(row.position) }));
}

/**
 * The newest checkpoint, whose signature must be one of the given keys’.
 * @returns undefined for a log that is still empty
 */
export async function newestCheckpoint(
  client: ClientBase,
  keys: readonly VerifierKey[],
): Promise<StoredCheckpoint | undefined> {
  const newest = await new AuditTables(client).checkpoint();
  if (newest !== undefined) openCheckpoint(newest.note, keys, keys[0]?.name ?? '');
  return newest;
}

function subjectOf(scope: Scope): StorySubject {
  switch (scope.kind) {
    case 'matter':
      return { firm: scope.firm, matter: scope.matter };
    case 'document':
      return { firm: scope.firm, document: scope.document };
    case 'firm':
      return { firm: scope.firm };
  }
}

const nothingOf = (scope: Scope): AuditError =>
  new AuditError('AUDIT_NOTHING_TO_EXPORT', `the trail has no event of ${nameOf(scope)} of ${scope.firm}`);
