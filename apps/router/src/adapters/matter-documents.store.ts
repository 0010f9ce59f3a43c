import { matterKey, StreamName, type FirmId, type MatterId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';

/** What sets something on its way, and what ends it. A flight that was given up is nobody’s reason to wait. */
interface Journey {
  readonly departures: readonly string[];
  readonly arrivals: readonly string[];
  /** Topic of what the service that makes it gave up. */
  readonly givenUp: string;
  /** How the names of that service’s consumers begin. */
  readonly consumers: string;
}

/** A version on its way, and all else: what is locked away moves while a version is on its way. */
const JOURNEYS: readonly Journey[] = [
  {
    departures: ['DocumentRouted'],
    arrivals: [
      'DocumentMirrored',
      'StagingLost',
      'SourceMissing',
      'PlacementConflictFound',
      'RestrictedPlacementRefused',
      'OpenPlacementRefused',
    ],
    givenUp: 'uploader.dead.v1',
    consumers: 'uploader',
  },
  {
    departures: [
      'RelocationPlanned',
      'SetAsidePlanned',
      'CopyPlanned',
      'VersionArchivePlanned',
      'VersionThinningPlanned',
    ],
    arrivals: [
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
    ],
    givenUp: 'archiver.dead.v1',
    consumers: 'archiver',
  },
];

/** Streams of documents that ever had to do with a matter; `-` comes before `.` in the order of bytes. */
const OF_DOCUMENTS = `from event_store.events where key = $1 and stream >= 'document-' and stream < 'document.'`;
const STREAMS = `select distinct stream ${OF_DOCUMENTS}`;

/** What tells of keeping a version, or that it was given up. */
const OF_KEEPING = `('VersionArchivePlanned', 'VersionArchived', 'VersionArchiveRefused', 'WorkDeadLettered', 'WorkDiscarded')`;

/**
 * The plan that an event is, or is about, where that brings a version that was told late: it is in no folder’s way. It is found by its id,
 * each once: a document may have many of them.
 */
const LATE = `select from event_store.events late
  where late.event_id = case when split_part(e.type, '.', 1) = 'VersionArchivePlanned' then e.event_id
      else nullif(substring(coalesce(
        convert_from(e.body, 'UTF8')::jsonb #>> '{data,planned}',
        convert_from(e.body, 'UTF8')::jsonb #>> '{data,eventId}'
      ) from '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'), '')::uuid end
    and late.stream = e.stream and split_part(late.type, '.', 1) = 'VersionArchivePlanned'
    and convert_from(late.body, 'UTF8')::jsonb #>> '{data,contentHash}' is null`;

/** Whose work a person discarded stands in the event alone. */
const IN_FLIGHT = `
select exists (
  select from (${STREAMS}) documents cross join lateral (
    select split_part(type, '.', 1) as name from event_store.events e
    where e.stream = documents.stream and (
      split_part(type, '.', 1) = any($2::text[]) or topic = $3
      or (split_part(type, '.', 1) = 'WorkDiscarded'
        and starts_with(convert_from(body, 'UTF8')::jsonb #>> '{data,consumer}', $4))
    )
    and (split_part(type, '.', 1) not in ${OF_KEEPING} or not exists (${LATE}))
    order by version desc limit 1
  ) last
  where last.name = any($5::text[])
) as yes`;

const MATTERS = `select distinct stream from event_store.events
  where key > $1 || '/' and key < $1 || '0' and stream >= 'matter-' and stream < 'matter.' order by stream`;

/** Documents of a matter, and matters of a firm, found by the record key of their events. */
export class MatterDocumentsStore implements MatterDocuments {
  async areInFlight({ client }: Transaction, firm: FirmId, matter: MatterId): Promise<boolean> {
    for (const { departures, arrivals, givenUp, consumers } of JOURNEYS) {
      const { rows } = await client.query<{ yes: boolean }>(IN_FLIGHT, [
        matterKey(firm, matter),
        [...departures, ...arrivals],
        givenUp,
        consumers,
        departures,
      ]);
      if (rows[0]?.yes === true) return true;
    }
    return false;
  }

  async streamsOf({ client }: Transaction, firm: FirmId, matter: MatterId): Promise<readonly StreamName[]> {
    const { rows } = await client.query<{ stream: string }>(`${STREAMS} order by stream`, [
      matterKey(firm, matter),
    ]);
    return rows.map(({ stream }) => StreamName.parse(stream));
  }

  async told({ client }: Transaction, firm: FirmId, matter: MatterId): Promise<bigint> {
    const { rows } = await client.query<{ told: string }>(`select count(*)::text as told ${OF_DOCUMENTS}`, [
      matterKey(firm, matter),
    ]);
    return BigInt(rows[0]?.told ?? '0');
  }

  async mattersOf({ client }: Transaction, firm: FirmId): Promise<readonly StreamName[]> {
    const { rows } = await client.query<{ stream: string }>(MATTERS, [firm]);
    return rows.map(({ stream }) => StreamName.parse(stream));
  }
}
