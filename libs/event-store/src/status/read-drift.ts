import { DocumentId, matterKey, type FirmId } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import type { StandingScope } from './standing.js';

/** What people changed in Dropbox by hand, and is not as it should be. */
export interface DriftStanding {
  readonly changed: number;
  /** When the oldest of it was found; null for none. */
  readonly oldest: Date | null;
}

/** Read from the bytes of those few rows only that are looked at. */
const timeOf = (row: string): string => `(convert_from(${row}.body, 'UTF8')::jsonb ->> 'time')::timestamptz`;
const fileOf = (row: string): string => `convert_from(${row}.body, 'UTF8')::jsonb #>> '{data,counterpart}'`;
const foundOf = (row: string): string => `convert_from(${row}.body, 'UTF8')::jsonb #>> '{data,found,path}'`;
const kindOf = (row: string): string => `convert_from(${row}.body, 'UTF8')::jsonb #>> '{data,kind}'`;

/**
 * A query of the drift that was told last of its document and neither healed nor overtaken by a version or by a move of ours.
 * @param of the condition that chooses among all events
 */
export const openDrift = (of: string): string => `
select newest.stream, ${timeOf('newest')} as found_at, ${foundOf('newest')} as found from (
  select distinct on (stream) stream, version, type, body from event_store.events
  where ${of} and type like 'Drift%' and split_part(type, '.', 1) in ('DriftFound', 'DriftHealed')
  order by stream, version desc
) newest
where type like 'DriftFound.%' and not exists (
  select from event_store.events later where later.stream = newest.stream and later.version > newest.version
    and (later.type like 'DocumentMirrored.%'
      or (later.type like 'Relocated.%' and ${kindOf('newest')} = 'moved' and ${fileOf('later')} = ${fileOf('newest')})))`;

/** By the trail, as what heals reads it: what lies in Clio’s trash is not put back, and differs from nothing. */
const isTrashed = (row: string): string => `coalesce((
  select trash.type like 'DocumentTrashed.%' from event_store.events trash
  where trash.stream = ${row}.stream and (trash.type like 'DocumentTrashed.%' or trash.type like 'DocumentRestored.%')
  order by trash.version desc limit 1), false)`;

const OPEN = `select stream, found_at from (${openDrift('firm = $1 and ($2::text is null or key = $2)')}) drifts
  where not ${isTrashed('drifts')}`;

/** How much of a firm or matter people changed by hand; what lies in Clio’s trash is left out. */
export async function readDriftStanding(
  client: ClientBase,
  { firm, matter }: StandingScope,
): Promise<DriftStanding> {
  const { rows } = await client.query<DriftStanding>(
    `select count(*)::int as changed, min(found_at) as oldest from (${OPEN}) open`,
    [firm, matter === null ? null : matterKey(firm, matter)],
  );
  if (rows[0] === undefined) throw new TypeError('a count without groups has one row');
  return rows[0];
}

/** Documents outside the trash that people changed by hand, the longest known first. */
export async function readDrifted(client: ClientBase, firm: FirmId): Promise<readonly DocumentId[]> {
  const { rows } = await client.query<{ stream: string }>(
    `select stream from (${OPEN}) open order by found_at, stream`,
    [firm, null],
  );
  return rows.map(({ stream }) => documentIn(firm, stream));
}

/** A file that is not as it was mirrored, and where it was found last. */
interface FoundFile {
  readonly document: DocumentId;
  /** Absolute path, as Dropbox showed it. */
  readonly path: string;
}

/** Where files were found that people changed by hand, those of documents in the trash, too. */
export async function readFound(client: ClientBase, firm: FirmId): Promise<readonly FoundFile[]> {
  const { rows } = await client.query<{ stream: string; found: string }>(
    `select stream, found from (${openDrift('firm = $1')}) drifts where found is not null`,
    [firm],
  );
  return rows.map(({ stream, found: path }) => ({ document: documentIn(firm, stream), path }));
}

const documentIn = (firm: FirmId, stream: string): DocumentId =>
  DocumentId.parse(stream.slice(`document-${firm}-`.length));
