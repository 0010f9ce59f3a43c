import { Pool } from 'pg';
import { decodeEvent, type Event, type EventName, type FirmId } from '@counterpart/contracts';
import type { TrailEntry } from '../compare/compare.js';
import { sweepsTold, type PlacedEvent, type ToldSweep } from './sweeps.js';

/** How long one document took from the webhook’s arrival to its place in Dropbox. */
export interface Passage {
  readonly document: string;
  /** Milliseconds since 1970. */
  readonly arrived: number;
  readonly mirrored: number;
}

/** The audit trail as the database holds it. */
export class TrailView {
  readonly #pool: Pool;
  /** The table of events, or what one firm has of it. */
  readonly #events: string;

  /** @param firm whose trail is looked at; the whole one where none is named */
  constructor(url: string, firm?: FirmId) {
    // An id of a firm holds letters, digits and hyphens.
    this.#events =
      firm === undefined
        ? 'event_store.events'
        : `(select * from event_store.events where firm = '${firm}') as events`;
    this.#pool = new Pool({ connectionString: url, max: 2 });
    // The drill restarts the database under us; the next query tells.
    this.#pool.on('error', () => undefined);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async eventCount(): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(`select count(*) from ${this.#events}`);
    return Number(rows[0]?.count ?? 0);
  }

  async deadLetters(): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(
      `select count(*) from ${this.#events} where type like 'WorkDeadLettered.%'`,
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** All events of these types, in the order in which they were recorded. */
  async events(names: readonly EventName[]): Promise<readonly PlacedEvent[]> {
    const { rows } = await this.#pool.query<{ position: string; body: Buffer }>(
      `select position, body from ${this.#events} where split_part(type, '.', 1) = any($1)
       order by position`,
      [names],
    );
    return rows.map(({ position, body }) => ({ place: Number(position), event: decodeEvent(body) }));
  }

  async sweeps(): Promise<readonly ToldSweep[]> {
    return sweepsTold(await this.events(['SweepCompleted']));
  }

  /** Highest settled version number by Clio document id. What is held because it is privileged is not settled. */
  async settledVersions(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#pool.query<{ document: string; version: number }>(`
      select data ->> 'document' as document, max((data ->> 'versionNumber')::int) as version
      from ${this.#events}, lateral (select convert_from(body, 'UTF8')::jsonb -> 'data' as data) decoded
      where split_part(type, '.', 1) in
        ('DocumentMirrored', 'DocumentSkipped', 'SourceMissing', 'PlacementConflictFound')
        and data ->> 'reason' is distinct from 'PRIVILEGED_HELD'
      group by 1`);
    return new Map(rows.map(({ document, version }) => [document, version]));
  }

  /** Moves and copies that were decided and have no outcome yet. */
  async openMoves(): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(`
      with told as (
        select event_id, stream, split_part(type, '.', 1) as name, convert_from(body, 'UTF8')::jsonb -> 'data' as data
        from ${this.#events}
        where split_part(type, '.', 1) in ('DocumentRouted', 'RelocationPlanned', 'SetAsidePlanned', 'CopyPlanned',
          'Relocated', 'RelocationConflictFound', 'RelocationRefused', 'CopyPlaced',
          'CopyConflictFound', 'CopyWithheld')
      )
      select count(*) from told where case name
        when 'DocumentRouted' then data ? 'copies' and not exists (
          select from told copy where copy.stream = told.stream and copy.name in ('CopyPlaced', 'CopyConflictFound', 'CopyWithheld'))
        else not data ? 'planned' and not exists (
          select from told answer where answer.data ->> 'planned' = told.event_id::text)
      end`);
    return Number(rows[0]?.count ?? 0);
  }

  /** How long each of the documents and versions took that came into place behind a place of the trail, in that order. */
  async passages(after: number): Promise<readonly Passage[]> {
    const { rows } = await this.#pool.query<{ body: Buffer }>(
      `select body from ${this.#events} where type like 'DocumentMirrored.%' and position > $1 order by position`,
      [after],
    );
    return rows
      .map(({ body }) => decodeEvent(body))
      .filter(isMirrored)
      .map(passageOf);
  }

  async lastPlace(): Promise<number> {
    const { rows } = await this.#pool.query<{ last: string | null }>(
      `select max(position) as last from ${this.#events}`,
    );
    return Number(rows[0]?.last ?? 0);
  }

  /** How often a fact of this name was told. */
  async count(name: EventName): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(
      `select count(*) from ${this.#events} where split_part(type, '.', 1) = $1`,
      [name],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Documents that were set aside at some time. */
  async setAside(): Promise<ReadonlySet<string>> {
    const told = await this.events(['Relocated']);
    return new Set(
      told.flatMap(({ event }) =>
        event.name === 'Relocated' && event.data.purpose === 'set-aside' && event.data.document !== null
          ? [event.data.document]
          : [],
      ),
    );
  }

  /** The counterpart of every mirrored document, and how long each took. */
  async mirrored(): Promise<{ trail: readonly TrailEntry[]; passages: readonly Passage[] }> {
    const { rows } = await this.#pool.query<{ body: Buffer }>(
      `select body from ${this.#events}
       where split_part(type, '.', 1) in ('DocumentMirrored', 'CopyPlaced', 'VersionArchived', 'DriftHealed')
       order by tx, position`,
    );
    const told = rows.map(({ body }) => decodeEvent(body));
    const events = told.filter(isMirrored);
    // A file that was put back may bear another id.
    const lying = told.filter((event) => isMirrored(event) || isHealed(event));
    const counterparts = new Map(lying.map(({ data }) => [data.document as string, data.counterpart]));
    const edits = Map.groupBy(told.filter(isHealed), ({ data }) => data.document as string);
    const copies = Map.groupBy(told.filter(isCopy), ({ data }) => data.document as string);
    const archived = Map.groupBy(told.filter(isArchived), ({ data }) => data.document as string);
    return {
      trail: [...counterparts].map(([document, counterpart]) => ({
        document,
        counterpart,
        ...keptIn(archived.get(document) ?? [], edits.get(document) ?? []),
        copies: (copies.get(document) ?? []).map(({ data }) => data.file),
      })),
      passages: events.map(passageOf),
    };
  }
}

const isCopy = (event: Event): event is Event<'CopyPlaced'> => event.name === 'CopyPlaced';

const isHealed = (event: Event): event is Event<'DriftHealed'> => event.name === 'DriftHealed';

const isArchived = (event: Event): event is Event<'VersionArchived'> => event.name === 'VersionArchived';

/** A version may be asked for twice, around a hand edit: it is found where it lies. */
const keptIn = (
  events: readonly Event<'VersionArchived'>[],
  healed: readonly Event<'DriftHealed'>[],
): Pick<TrailEntry, 'kept' | 'handEdits'> => ({
  kept: new Map(
    events.flatMap(({ data: { versionNumber, kept } }) =>
      kept === null ? [] : [[versionNumber, kept.file]],
    ),
  ),
  handEdits: [
    ...new Set(
      [...events, ...healed].flatMap(({ data: { handEdit } }) => (handEdit === null ? [] : [handEdit.file])),
    ),
  ],
});

const isMirrored = (event: Event): event is Event<'DocumentMirrored'> => event.name === 'DocumentMirrored';

const passageOf = ({ data, correlationid, time }: Event<'DocumentMirrored'>): Passage => ({
  document: data.document,
  arrived: millisecondsOf(correlationid),
  mirrored: Date.parse(time),
});

/** The first 48 bits of a UUIDv7 are its time (RFC 9562 §5.7); a delivery’s id correlates all that follows it. */
const millisecondsOf = (uuidV7: string): number =>
  Number.parseInt(uuidV7.replaceAll('-', '').slice(0, 12), 16);
