import { DocumentId, MatterId, type FirmId } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { HELD } from './document-status.js';
import { openDrift } from './read-drift.js';
import { IS_LEFT } from './read-status.js';
import type { MatterStanding, Standing, StandingScope, UnsyncedDocument } from './standing.js';

/**
 * Documents of a scope outside the trash; one that was mirrored and changed by hand since is `drifted`. A move that has not
 * been made is told by the state where nothing else is; it waits with what else waits, since the older of both. What was left in
 * an account of Dropbox that the firm had before waits to be mirrored anew.
 */
const DOCUMENTS = `
  select matter, document, case when left_in is null then mirrored_version end as mirrored_version, case when move_shows then move_reason else reason end as reason,
    case when ${IS_LEFT} then 'added' when state = 'mirrored' and found_at is not null then 'drifted'
      when state = 'skipped' and reason = '${HELD}' then 'held' else state end as state,
    case when ${IS_LEFT} then left_since when state = 'mirrored' then found_at when move_shows then move_since else least(added_at, move_since) end as since
  from status.documents left join (
    select substr(stream, length('document-' || $1::text || '-') + 1) collate "C" as document, found_at
    from (${openDrift('firm = $1')}) drifts
  ) drift using (document)
  where firm = $1 and ($2::text is null or matter = $2) and not trashed`;

const DIFFERS = `state not in ('mirrored', 'skipped')`;

const COUNTS = `
  count(*)::int as "inClio",
  count(*) filter (where mirrored_version is not null)::int as "inDropbox",
  count(*) filter (where state = 'mirrored')::int as "inSync",
  count(*) filter (where state = 'skipped')::int as skipped,
  count(*) filter (where state in ('added', 'routed', 'staged'))::int as pending,
  count(*) filter (where state = 'conflict')::int as conflict,
  count(*) filter (where state = 'missing')::int as missing,
  count(*) filter (where state = 'dead')::int as dead,
  count(*) filter (where state = 'drifted')::int as drifted,
  count(*) filter (where state = 'held')::int as held,
  min(since) filter (where ${DIFFERS}) as "oldestUnsynced"`;

/** Counts all documents of a scope. */
export async function readStanding(client: ClientBase, { firm, matter }: StandingScope): Promise<Standing> {
  const sql = `select ${COUNTS} from (${DOCUMENTS}) documents`;
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
    `select matter, ${COUNTS} from (${DOCUMENTS}) documents group by matter having bool_or(${DIFFERS})
     order by "oldestUnsynced", matter limit $3`,
    [firm, null, limit],
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
     where firm = $1 and ($2::text is null or matter = $2) and state = 'skipped' and reason is distinct from $3 and not trashed
     group by 1 order by 1`,
    [firm, matter, HELD],
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
    `select document, matter, state, reason, since from (${DOCUMENTS}) documents
     where ${DIFFERS} order by since, document limit $3`,
    [firm, matter, limit],
  );
  return rows.map((row) => ({
    ...row,
    document: DocumentId.parse(row.document),
    matter: row.matter === null ? null : MatterId.parse(row.matter),
  }));
}
