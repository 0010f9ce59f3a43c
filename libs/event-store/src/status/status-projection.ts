import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { RecordedEvent } from '../events.js';
import type { Projector, ProjectorScope } from '../projections/projector.js';
import { documentOf, evolveStatus, type DocumentState, type DocumentStatus } from './document-status.js';

/** Folds the events of documents into `status.documents`: one read and one write a batch. */
export const STATUS_PROJECTION: Projector = {
  kind: 'projector',
  name: 'status.v1',
  schema: 'status',
  project: async (scope, events) => {
    const told = events.filter((recorded) => documentOf(recorded.event) !== null);
    if (told.length === 0) return;
    const statuses = await load(scope, told);
    for (const recorded of told) {
      const key = keyOf(recorded);
      const next = evolveStatus(statuses.get(key), recorded.event);
      if (next !== undefined) statuses.set(key, next);
    }
    await save(scope, [...statuses.values()]);
  },
};

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
}

async function load(
  { client, schema }: ProjectorScope,
  events: readonly RecordedEvent[],
): Promise<Map<string, DocumentStatus>> {
  const result = await client.query<StatusRow>(
    `select d.* from ${schema}.documents d
     join (select distinct * from unnest($1::text[], $2::text[]) as t(firm, document)) told using (firm, document)`,
    [events.map(({ event }) => event.firm), events.map(({ event }) => documentOf(event))],
  );
  return new Map(result.rows.map((row) => [`${row.firm}/${row.document}`, toStatus(row)]));
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
});

const SAVE = (schema: string): string => `
insert into ${schema}.documents (firm, document, matter, latest_version_seen, state, path, mirrored_version, added_at,
  mirrored_at, updated_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::int[],
  $8::timestamptz[], $9::timestamptz[], $10::timestamptz[])
on conflict (firm, document) do update set
  matter = excluded.matter, latest_version_seen = excluded.latest_version_seen, state = excluded.state,
  path = excluded.path, mirrored_version = excluded.mirrored_version, added_at = excluded.added_at,
  mirrored_at = excluded.mirrored_at, updated_at = excluded.updated_at
`;

async function save({ client, schema }: ProjectorScope, statuses: readonly DocumentStatus[]): Promise<void> {
  await client.query(SAVE(schema), [
    statuses.map((status) => status.firm),
    statuses.map((status) => status.document),
    statuses.map((status) => status.matter),
    statuses.map((status) => status.latestVersionSeen),
    statuses.map((status) => status.state),
    statuses.map((status) => status.path),
    statuses.map((status) => status.mirroredVersion),
    statuses.map((status) => status.addedAt),
    statuses.map((status) => status.mirroredAt),
    statuses.map((status) => status.updatedAt),
  ]);
}
