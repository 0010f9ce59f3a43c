import { DocumentId, OWNERS, type FirmId } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { loadCursor } from '../projections/catch-up.js';
import { isBehind } from '../readers/read-gated.js';
import type { RecordedEvent } from '../events.js';
import { PENDING_STATES, type DocumentState } from './document-status.js';
import { STATUS_PROJECTION } from './status-projection.js';

/**
 * In SQL: what came of the document came of it in an account of Dropbox that the firm had before. Where a rule left its newest version
 * out, the one that was in place lies there.
 */
export const IS_LEFT = `(left_in is not null and (
  state in ('mirrored', 'conflict') or move_shows or state = 'skipped' and mirrored_version is not null))`;

/** How many documents stand where, per state that occurs. */
export async function documentsByState(client: ClientBase): Promise<ReadonlyMap<DocumentState, number>> {
  const result = await client.query<{ state: DocumentState; documents: string }>(
    'select state, count(*) as documents from status.documents group by state',
  );
  return new Map(result.rows.map((row) => [row.state, Number(row.documents)]));
}

/**
 * How many documents something still has to happen to by itself. Zero also while the projector is behind: see
 * `statusIsCurrent`.
 */
export async function pendingDocuments(client: ClientBase): Promise<number> {
  const result = await client.query<{ documents: string }>(
    'select count(*) as documents from status.documents where state = any($1)',
    [PENDING_STATES],
  );
  return Number(result.rows[0]?.documents ?? 0);
}

/** Where documents of a firm stand; those that the status tables do not know (yet) are left out. */
export async function stateOfDocuments(
  client: ClientBase,
  firm: FirmId,
  documents: readonly DocumentId[],
): Promise<ReadonlyMap<DocumentId, DocumentState>> {
  const { rows } = await client.query<{ document: string; state: DocumentState }>(
    `select document, case when ${IS_LEFT} then 'added' else state end as state
     from status.documents where firm = $1 and document = any($2)`,
    [firm, documents],
  );
  return new Map(rows.map(({ document, state }) => [DocumentId.parse(document), state]));
}

/** Since when documents of a firm are left behind in a Dropbox that it had before, of those that are. */
export async function leftBehindSince(
  client: ClientBase,
  firm: FirmId,
  documents: readonly DocumentId[],
): Promise<ReadonlyMap<DocumentId, Date>> {
  const { rows } = await client.query<{ document: string; since: Date }>(
    `select document, left_since as since from status.documents
     where firm = $1 and document = any($2) and ${IS_LEFT}`,
    [firm, documents],
  );
  return new Map(rows.map(({ document, since }) => [DocumentId.parse(document), since]));
}

/** True where the status tables show every event that is committed now. */
export async function statusIsCurrent(client: ClientBase): Promise<boolean> {
  const cursor = await loadCursor(client, STATUS_PROJECTION.name);
  return !(await isBehind(client, OWNERS, cursor));
}

/** True where the status tables show an event, and all that readers come to before it. */
export async function statusCovers(
  client: ClientBase,
  { tx, position }: Pick<RecordedEvent, 'tx' | 'position'>,
): Promise<boolean> {
  const cursor = await loadCursor(client, STATUS_PROJECTION.name);
  return cursor.tx > tx || (cursor.tx === tx && cursor.position >= position);
}
