import { matterKey, StreamName, type FirmId, type MatterId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';

/** What sets something on its way, and what ends it. A flight that was given up is nobody’s reason to wait. */
const DEPARTURES = [
  'DocumentRouted',
  'RelocationPlanned',
  'SetAsidePlanned',
  'CopyPlanned',
  'VersionArchivePlanned',
  'VersionThinningPlanned',
];
const ARRIVALS = [
  'DocumentMirrored',
  'StagingLost',
  'SourceMissing',
  'PlacementConflictFound',
  'RestrictedPlacementRefused',
  'OpenPlacementRefused',
  'Relocated',
  'RelocationConflictFound',
  'RelocationRefused',
  'CopyPlaced',
  'CopyConflictFound',
  'CopyWithheld',
  'VersionArchived',
  'VersionArchiveRefused',
  'VersionsThinned',
  'VersionThinningRefused',
];
const GIVEN_UP = ['uploader.dead.v1', 'archiver.dead.v1'];

/** Streams of documents that ever had to do with a matter; `-` comes before `.` in the order of bytes. */
const STREAMS = `select distinct stream from event_store.events
  where key = $1 and stream >= 'document-' and stream < 'document.'`;

const IN_FLIGHT = `
select exists (
  select from (${STREAMS}) documents cross join lateral (
    select split_part(type, '.', 1) as name from event_store.events e
    where e.stream = documents.stream
      and (split_part(type, '.', 1) = any($2::text[]) or topic = any($3::text[]))
    order by version desc limit 1
  ) last
  where last.name = any($4::text[])
) as yes`;

const MATTERS = `select distinct stream from event_store.events
  where key > $1 || '/' and key < $1 || '0' and stream >= 'matter-' and stream < 'matter.' order by stream`;

/** Documents of a matter, and matters of a firm, found by the record key of their events. */
export class MatterDocumentsStore implements MatterDocuments {
  async areInFlight({ client }: Transaction, firm: FirmId, matter: MatterId): Promise<boolean> {
    const { rows } = await client.query<{ yes: boolean }>(IN_FLIGHT, [
      matterKey(firm, matter),
      [...DEPARTURES, ...ARRIVALS],
      GIVEN_UP,
      DEPARTURES,
    ]);
    return rows[0]?.yes === true;
  }

  async streamsOf({ client }: Transaction, firm: FirmId, matter: MatterId): Promise<readonly StreamName[]> {
    const { rows } = await client.query<{ stream: string }>(`${STREAMS} order by stream`, [
      matterKey(firm, matter),
    ]);
    return rows.map(({ stream }) => StreamName.parse(stream));
  }

  async mattersOf({ client }: Transaction, firm: FirmId): Promise<readonly StreamName[]> {
    const { rows } = await client.query<{ stream: string }>(MATTERS, [firm]);
    return rows.map(({ stream }) => StreamName.parse(stream));
  }
}
