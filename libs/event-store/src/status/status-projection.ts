import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { RecordedEvent } from '../events.js';
import type { Projector, ProjectorScope } from '../projections/projector.js';
import { withoutRemoved } from '../projections/without-removed.js';
import { evolveMarks, UNMARKED, type DocumentMarks } from './document-marks.js';
import type { PendingMove } from './document-move.js';
import { documentOf, evolveStatus, type DocumentState, type DocumentStatus } from './document-status.js';
import { changeOfMany } from './many-documents.js';
import { Causes, mayWaitSinceItsCause } from './waiting-since.js';

/** One row: where a document stands, and what that means for the counts. */
interface Row {
  readonly status: DocumentStatus;
  readonly marks: DocumentMarks;
}

/** Folds the events of documents into `status.documents`: a look at who was removed, one read and one write a batch. */
export const STATUS_PROJECTION: Projector = {
  kind: 'projector',
  name: 'status.v6',
  schema: 'status',
  project: async (scope, events) => {
    let told: RecordedEvent[] = [];
    const causes = new Causes(scope.client);
    await forget(scope, events);
    for (const recorded of await withoutRemoved(scope.client, events)) {
      const { event } = recorded;
      if (documentOf(event) !== null) told.push(recorded);
      const change = changeOfMany(event);
      if (change === undefined) continue;
      // What was told before the folder moved lay at its old place.
      await fold(scope, told, causes);
      told = [];
      await change(scope, causes);
    }
    await fold(scope, told, causes);
  },
};

/** A firm that was removed in the midst of a batch, or before it, has no rows after it. */
async function forget({ client, schema }: ProjectorScope, events: readonly RecordedEvent[]): Promise<void> {
  const removed = events.filter(({ event }) => event.name === 'FirmRemoved').map(({ event }) => event.firm);
  if (removed.length > 0)
    await client.query(`delete from ${schema}.documents where firm = any($1)`, [removed]);
}

async function fold(scope: ProjectorScope, told: readonly RecordedEvent[], causes: Causes): Promise<void> {
  if (told.length === 0) return;
  const rows = await load(scope, told);
  for (const recorded of told) {
    const key = keyOf(recorded);
    const { event } = recorded;
    const before = rows.get(key);
    const since = mayWaitSinceItsCause(before?.status, event) ? await causes.since(event) : event.time;
    const status = evolveStatus(before?.status, event, since);
    if (status === undefined) continue;
    const known = before?.marks ?? { ...UNMARKED, matter: status.matter };
    rows.set(key, { status, marks: evolveMarks(known, event, status) });
  }
  await save(scope, [...rows.values()]);
}

const keyOf = (recorded: RecordedEvent): string => `${recorded.event.firm}/${documentOf(recorded.event)}`;

interface StatusRow {
  readonly firm: string;
  readonly document: string;
  readonly matter: string | null;
  readonly latest_version_seen: number;
  readonly state: DocumentState;
  readonly path: string | null;
  readonly mirrored_version: number | null;
  readonly added_at: Date | null;
  readonly mirrored_at: Date | null;
  readonly updated_at: Date;
  readonly reason: string | null;
  readonly trashed: boolean;
  readonly given_up: string[];
  readonly left_in: string | null;
  readonly left_since: Date | null;
  readonly move_planned: string | null;
  readonly move_standing: PendingMove['standing'] | null;
  readonly move_reason: string | null;
  readonly move_since: Date | null;
  readonly move_shuts: boolean;
  readonly move_shows: boolean;
}

async function load(
  { client, schema }: ProjectorScope,
  events: readonly RecordedEvent[],
): Promise<Map<string, Row>> {
  const result = await client.query<StatusRow>(
    `select d.* from ${schema}.documents d
     join (select distinct * from unnest($1::text[], $2::text[]) as t(firm, document)) told using (firm, document)`,
    [events.map(({ event }) => event.firm), events.map(({ event }) => documentOf(event))],
  );
  return new Map(result.rows.map((row) => [`${row.firm}/${row.document}`, toRow(row)]));
}

function toRow(row: StatusRow): Row {
  const status = toStatus(row);
  return { status, marks: { matter: status.matter, reason: row.reason, trashed: row.trashed } };
}

const toStatus = (row: StatusRow): DocumentStatus => ({
  firm: FirmId.parse(row.firm),
  document: DocumentId.parse(row.document),
  matter: row.matter === null ? null : MatterId.parse(row.matter),
  latestVersionSeen: row.latest_version_seen,
  state: row.state,
  path: row.path,
  mirroredVersion: row.mirrored_version,
  addedAt: row.added_at?.toISOString() ?? null,
  mirroredAt: row.mirrored_at?.toISOString() ?? null,
  updatedAt: row.updated_at.toISOString(),
  givenUp: row.given_up,
  ...leftIn(row),
  ...moveIn(row),
});

const leftIn = ({ left_in: account, left_since: since }: StatusRow): Pick<DocumentStatus, 'left'> =>
  account === null || since === null ? {} : { left: { account, since: since.toISOString() } };

function moveIn(row: StatusRow): Pick<DocumentStatus, 'move'> {
  const { move_planned: planned, move_standing: standing, move_since: since } = row;
  if (planned === null || standing === null || since === null) return {};
  const { move_reason: reason, move_shuts: shuts, move_shows: shows } = row;
  return { move: { planned, standing, reason, since: since.toISOString(), shuts, shows } };
}

const SAVE = (schema: string): string => `
insert into ${schema}.documents (firm, document, matter, latest_version_seen, state, path, mirrored_version, added_at,
  mirrored_at, updated_at, reason, trashed, given_up, left_in, left_since,
  move_planned, move_standing, move_reason, move_since, move_shuts, move_shows)
select told.firm, told.document, told.matter, told.latest, told.state, told.path, told.mirrored, told.added, told.placed,
  told.updated, told.reason, told.trashed, string_to_array(told.given_up, ','), told.left_in, told.left_since,
  told.move_planned, told.move_standing, told.move_reason, told.move_since, told.move_shuts, told.move_shows
from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::int[],
  $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::text[], $12::boolean[], $13::text[],
  $14::text[], $15::text[], $16::text[], $17::timestamptz[], $18::boolean[], $19::boolean[], $20::text[], $21::timestamptz[])
  as told(firm, document, matter, latest, state, path, mirrored, added, placed, updated, reason, trashed, given_up,
    move_planned, move_standing, move_reason, move_since, move_shuts, move_shows, left_in, left_since)
on conflict (firm, document) do update set
  matter = excluded.matter, latest_version_seen = excluded.latest_version_seen, state = excluded.state,
  path = excluded.path, mirrored_version = excluded.mirrored_version, added_at = excluded.added_at,
  mirrored_at = excluded.mirrored_at, updated_at = excluded.updated_at,
  left_in = excluded.left_in, left_since = excluded.left_since,
  reason = excluded.reason, trashed = excluded.trashed, given_up = excluded.given_up,
  move_planned = excluded.move_planned, move_standing = excluded.move_standing, move_reason = excluded.move_reason,
  move_since = excluded.move_since, move_shuts = excluded.move_shuts, move_shows = excluded.move_shows
`;

async function save({ client, schema }: ProjectorScope, rows: readonly Row[]): Promise<void> {
  const moves = rows.map(({ status }) => status.move);
  await client.query(SAVE(schema), [
    rows.map(({ status }) => status.firm),
    rows.map(({ status }) => status.document),
    // A document’s status names the matter it came with; the marks follow it where it is moved.
    rows.map(({ marks }) => marks.matter),
    rows.map(({ status }) => status.latestVersionSeen),
    rows.map(({ status }) => status.state),
    rows.map(({ status }) => status.path),
    rows.map(({ status }) => status.mirroredVersion),
    rows.map(({ status }) => status.addedAt),
    rows.map(({ status }) => status.mirroredAt),
    rows.map(({ status }) => status.updatedAt),
    rows.map(({ marks }) => marks.reason),
    rows.map(({ marks }) => marks.trashed),
    // Names of consumer groups and ids of events hold no comma.
    rows.map(({ status }) => status.givenUp.join(',')),
    moves.map((move) => move?.planned ?? null),
    moves.map((move) => move?.standing ?? null),
    moves.map((move) => move?.reason ?? null),
    moves.map((move) => move?.since ?? null),
    moves.map((move) => move?.shuts ?? false),
    moves.map((move) => move?.shows ?? false),
    rows.map(({ status }) => status.left?.account ?? null),
    rows.map(({ status }) => status.left?.since ?? null),
  ]);
}
