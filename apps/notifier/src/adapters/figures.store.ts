import {
  connectionStream,
  decodeEvent,
  EventId,
  firmStream,
  sweepStream,
  type EventName,
  type FirmId,
} from '@counterpart/contracts';
import { readSkipped, readStanding, type EventStore } from '@counterpart/event-store';
import { refusing, STANDING_EVENTS } from '../notice/connection-standing.js';
import type { DayFigures } from '../notice/summary-notice.js';
import type { FirmFigures } from '../send-summary/send-summary.ports.js';

const FIRST = `
select event_id as id, recorded_at as at from event_store.events
where stream = any($1::text[]) and version = 1 order by recorded_at limit 1`;

const COUNTED = `
select split_part(type, '.', 1) as name, count(*)::int as events from event_store.events
where firm = $1 and recorded_at >= $2 and recorded_at < $3
  and split_part(type, '.', 1) in ('DocumentMirrored', 'VersionArchived', 'MatterArchived')
group by 1`;

/** Closings whose newest word is that they wait for a person; archiving that began since is a step of the router. */
const HELD_UP = `
select count(*)::int as closings from (
  select distinct on (stream) stream, version, type from event_store.events
  where firm = $1 and type like 'Closing%' order by stream, version desc
) newest
where type like 'ClosingHeldUp.%' and not exists (
  select 1 from event_store.events later
  where later.stream = newest.stream and later.version > newest.version and later.type like 'ArchivingBegun.%')`;

/** How a firm’s connections came to stand as they do; renewals are left out. */
const CONNECTIONS = `
select body from event_store.events where stream = $1 and split_part(type, '.', 1) = any($2::text[]) order by version`;

/** Counts of what was recorded. */
export class FiguresStore implements FirmFigures {
  constructor(private readonly store: EventStore) {}

  first(firm: FirmId): Promise<{ readonly id: EventId; readonly at: Date } | undefined> {
    const streams = [firmStream(firm), sweepStream(firm), connectionStream(firm)];
    return this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<{ id: string; at: Date }>(FIRST, [streams]);
        return rows[0] && { id: EventId.parse(rows[0].id), at: rows[0].at };
      },
      { firm },
    );
  }

  between(firm: FirmId, from: Date, until: Date): Promise<DayFigures> {
    return this.store.transact(
      async ({ client }) => {
        const counted = await client.query<{ name: EventName; events: number }>(COUNTED, [firm, from, until]);
        const heldUp = await client.query<{ closings: number }>(HELD_UP, [firm]);
        const told = await client.query<{ body: Buffer }>(CONNECTIONS, [
          connectionStream(firm),
          STANDING_EVENTS,
        ]);
        const scope = { firm, matter: null };
        const { conflict, missing, dead, pending, inSync, inClio } = await readStanding(client, scope);
        const skipped = await readSkipped(client, scope);
        const of = (name: EventName): number => counted.rows.find((row) => row.name === name)?.events ?? 0;
        return {
          mirrored: of('DocumentMirrored'),
          versions: of('VersionArchived'),
          archived: of('MatterArchived'),
          heldUp: heldUp.rows[0]?.closings ?? 0,
          failures: dead,
          conflicts: conflict,
          held: skipped['PRIVILEGED_HELD'] ?? 0,
          pending,
          missing,
          refused: refusing(told.rows.map(({ body }) => decodeEvent(body))),
          inSync,
          inClio,
        };
      },
      { firm },
    );
  }
}
