import { DocumentId, MatterId, type FirmId } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import type { DocumentState } from './document-status.js';

/** How many documents of a matter stand where; `inClio` as far as ingest has seen it. What lies in the trash is left out. */
export interface Standing {
  readonly inClio: number;
  /** Some version of it lies in Dropbox. */
  readonly inDropbox: number;
  /** The newest version lies in Dropbox. */
  readonly inSync: number;
  /** Left out by a rule. */
  readonly skipped: number;
  /** On its way. */
  readonly pending: number;
  /** Something else lies at its place. */
  readonly conflict: number;
  /** No longer in Clio, though nobody deleted it. */
  readonly missing: number;
  /** Given up after its last try. */
  readonly dead: number;
  /** When the oldest version was seen that is neither in Dropbox nor left out by a rule. */
  readonly oldestUnsynced: Date | null;
}

/** A matter’s counts; null for documents that belong to no matter. */
export interface MatterStanding extends Standing {
  readonly matter: MatterId | null;
}

/** A document that is neither in Dropbox nor left out by a rule. */
export interface UnsyncedDocument {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  readonly state: DocumentState;
  /** Why it was given up. */
  readonly reason: string | null;
  /** When its newest version was seen. */
  readonly since: Date | null;
}

/** Whose documents are counted: a firm’s, or those of one of its matters. */
export interface StandingScope {
  readonly firm: FirmId;
  readonly matter: MatterId | null;
}

const UNSYNCED = `not trashed and state not in ('mirrored', 'skipped')`;

const COUNTS = `
  count(*) filter (where not trashed)::int as "inClio",
  count(*) filter (where not trashed and mirrored_version is not null)::int as "inDropbox",
  count(*) filter (where not trashed and state = 'mirrored')::int as "inSync",
  count(*) filter (where not trashed and state = 'skipped')::int as skipped,
  count(*) filter (where not trashed and state in ('added', 'routed', 'staged'))::int as pending,
  count(*) filter (where not trashed and state = 'conflict')::int as conflict,
  count(*) filter (where not trashed and state = 'missing')::int as missing,
  count(*) filter (where not trashed and state = 'dead')::int as dead,
  min(added_at) filter (where ${UNSYNCED}) as "oldestUnsynced"`;

const SCOPE = `firm = $1 and ($2::text is null or matter = $2)`;

/** Counts all documents of a scope. */
export async function readStanding(client: ClientBase, { firm, matter }: StandingScope): Promise<Standing> {
  const sql = `select ${COUNTS} from status.documents where ${SCOPE}`;
  const { rows } = await client.query<Standing>(sql, [firm, matter]);
  if (rows[0] === undefined) throw new TypeError('a count without groups has one row');
  return rows[0];
}

/** Counts of the matters in which something differs, the longest waiting first. */
export async function readDifferingMatters(
  client: ClientBase,
  firm: FirmId,
  limit: number,
): Promise<readonly MatterStanding[]> {
  const { rows } = await client.query<MatterStanding>(
    `with longest as (
       select matter as differing, min(added_at) as oldest from status.documents
       where firm = $1 and ${UNSYNCED} group by matter order by oldest limit $2
     )
     select matter, ${COUNTS} from longest join status.documents
       on firm = $1 and (matter = differing or (matter is null and differing is null))
     group by matter order by "oldestUnsynced", matter`,
    [firm, limit],
  );
  return rows;
}

/** How many documents of a scope are left out by which rule. */
export async function readSkipped(
  client: ClientBase,
  { firm, matter }: StandingScope,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ reason: string; documents: number }>(
    `select coalesce(reason, 'UNKNOWN') as reason, count(*)::int as documents from status.documents
     where ${SCOPE} and state = 'skipped' and not trashed group by 1 order by 1`,
    [firm, matter],
  );
  return Object.fromEntries(rows.map(({ reason, documents }) => [reason, documents]));
}

/** The documents of a scope that have waited longest. */
export async function readUnsynced(
  client: ClientBase,
  { firm, matter }: StandingScope,
  limit: number,
): Promise<readonly UnsyncedDocument[]> {
  const { rows } = await client.query<UnsyncedDocument>(
    `select document, matter, state, reason, added_at as since from status.documents
     where ${SCOPE} and ${UNSYNCED} order by added_at, document limit $3`,
    [firm, matter, limit],
  );
  return rows.map((row) => ({
    ...row,
    document: DocumentId.parse(row.document),
    matter: row.matter === null ? null : MatterId.parse(row.matter),
  }));
}
