import { DatabaseError, type ClientBase, type Pool } from 'pg';
import type { TopicPartition } from '../broker.js';
import { EventingError, InfrastructureUnavailable } from '../errors.js';
import type { HeldSub } from '../lanes/held-lanes.js';
import type { Lane } from '../lanes/lane-of.js';
import type {
  AwaitingConnection,
  BehindOptions,
  DueOptions,
  Failure,
  ParkedRecord,
  ParkingLot,
  Waiting,
} from '../parking/parking-lot.js';
import { EVERY_FIRM, namedToWrite } from './naming-firms.js';
import { toParked, type ParkedRow } from './parked-row.js';

/** Rows that hold those after them: what waits, and what is dead in a sub-lane where the dead hold their followers. */
const HOLDS = (row: string, afterDeath: string): string =>
  `(${row}.state = 'waiting' or (${afterDeath} = 'hold' and ${row}.lane_sub is not null))`;

/** Of the rows of a sub-lane that hold others: whether the first is dead. */
const STUCK = (row: string): string =>
  `coalesce(min(${row}.id) = min(${row}.id) filter (where ${row}.state = 'dead'), false)`;

/**
 * Heads of lanes that are due, by turns of their firms: the first row of a sub-lane that holds others, unless a step of the whole key
 * is before it; such a step where nothing is before it but sub-lanes that are stuck. Told by what is first in each lane, in one pass: comparing every row with those
 * before it takes minutes where thousands follow in one lane. Records are read last, so that what is sorted stays small.
 */
const DUE = `
select p.* from (
  select head.id, head.nth, row_number() over (order by head.nth, head.due_at, head.id) as place
  from (
    select p.id, p.due_at, row_number() over (partition by p.firm order by p.due_at, p.id) as nth
    from (
      select lane.lane_sub, lane.id,
        min(lane.id) filter (where not lane.stuck) over of_key as first_of_key,
        min(lane.id) filter (where lane.lane_sub is null) over of_key as step
      from (
        select held.lane_key, held.lane_sub, min(held.id) as id, ${STUCK('held')} as stuck
        from eventing.parked held
        join unnest($3::text[], $4::int[]) as mine (topic, partition) using (topic, partition)
        where held.consumer = $2 and ${HOLDS('held', '$6::text')}
        group by held.lane_key, held.lane_sub
      ) lane
      window of_key as (partition by lane.lane_key)
    ) lane join eventing.parked p using (id)
    where case when lane.lane_sub is null then lane.id = lane.first_of_key else lane.id < coalesce(lane.step, lane.id + 1) end
      and p.state = 'waiting' and p.due_at <= $5
      and not (p.firm = any($8::text[])) and not (p.id = any($9::bigint[]))
  ) head
) due join eventing.parked p using (id)
where due.nth = 1 or due.place <= $7
order by due.place`;

type HeldRow = Pick<ParkedRow, 'lane_sub'> & { readonly stuck: boolean };
const toHeld = ({ lane_sub: sub, stuck: isStuck }: HeldRow): HeldSub => ({ sub, isStuck });

/** insufficient_privilege (PostgreSQL, appendix A) */
const REFUSED = '42501';

/**
 * Parked records in PostgreSQL. What changes them stands in the caller’s transaction, which names the firm of the record; what
 * looks for them looks for all firms’ (`*`).
 */
export class PostgresParkingLot implements ParkingLot<{ readonly client: ClientBase }> {
  constructor(private readonly pool: Pool) {}

  async park({ client }: { readonly client: ClientBase }, waiting: Waiting, failure: Failure): Promise<void> {
    await insert(client, waiting, failure);
  }

  async follow({ client }: { readonly client: ClientBase }, waiting: Waiting): Promise<void> {
    await insert(client, waiting, null);
  }

  async fail({ client }: { readonly client: ClientBase }, id: bigint, failure: Failure): Promise<boolean> {
    const { rowCount } = await client.query(
      `update eventing.parked
       set state = $2, tries = $3, code = $4, due_at = $5, first_failed_at = $6, last_failed_at = $7
       where id = $1`,
      [String(id), ...failureValues(failure)],
    );
    return rowCount === 1;
  }

  async release(
    { client }: { readonly client: ClientBase },
    ids: readonly bigint[],
  ): Promise<ReadonlySet<bigint>> {
    const { rows } = await client.query<Pick<ParkedRow, 'id'>>(
      'delete from eventing.parked where id = any($1::bigint[]) returning id',
      [ids.map(String)],
    );
    return new Set(rows.map(({ id }) => BigInt(id)));
  }

  /**
   * Rows that another probe holds are its to put off: two of them never wait for each other. They stay in their order, and what was
   * tried last comes behind them: each is the probe in its turn.
   */
  async putOff(
    { client }: { readonly client: ClientBase },
    { group, firm, code }: AwaitingConnection,
    { by, until }: { readonly by: Date; readonly until: Date },
  ): Promise<void> {
    await client.query(
      `update eventing.parked set due_at = $5::timestamptz + due.place * interval '1 microsecond'
       from (
         select held.id, row_number() over (order by held.due_at, held.id) as place
         from (
           select p.id, p.due_at from eventing.parked p
           where p.consumer = $1 and p.state = 'waiting' and p.due_at <= $4 and p.code = $3 and p.firm = $2
           for update skip locked
         ) held
       ) due
       where parked.id = due.id`,
      [group, firm, code, by, until],
    );
  }

  /** What does not fit by itself has its tries counted, and waits by its schedule. */
  async resume(
    { client }: { readonly client: ClientBase },
    { group, firm, code }: AwaitingConnection,
    now: Date,
  ): Promise<void> {
    await client.query(
      `update eventing.parked set due_at = $4
       where id in (
         select p.id from eventing.parked p
         where p.consumer = $1 and p.state = 'waiting' and p.due_at > $4 and p.code = $3 and p.firm = $2
           and (p.code <> 'DROPBOX_FULL' or p.tries = 0)
         for update skip locked)`,
      [group, firm, code, now],
    );
  }

  async heldLanes(
    group: string,
    partitions: readonly TopicPartition[],
    afterDeath: 'hold' | 'release',
  ): Promise<readonly (Lane & HeldSub)[]> {
    const rows = await this.#query<HeldRow & Pick<ParkedRow, 'lane_key'>>(
      `select p.lane_key, p.lane_sub, ${STUCK('p')} as stuck
       from eventing.parked p
       join unnest($3::text[], $4::int[]) as mine (topic, partition) using (topic, partition)
       where p.consumer = $2 and ${HOLDS('p', '$5::text')}
       group by p.lane_key, p.lane_sub`,
      [group, ...columns(partitions), afterDeath],
    );
    return rows.map((row) => ({ key: row.lane_key, ...toHeld(row) }));
  }

  async heldSubs(group: string, key: string, afterDeath: 'hold' | 'release'): Promise<readonly HeldSub[]> {
    const rows = await this.#query<HeldRow>(
      `select p.lane_sub, ${STUCK('p')} as stuck from eventing.parked p
       where p.consumer = $2 and p.lane_key = $3 and ${HOLDS('p', '$4::text')}
       group by p.lane_sub`,
      [group, key, afterDeath],
    );
    return rows.map(toHeld);
  }

  async due(
    group: string,
    partitions: readonly TopicPartition[],
    { now, afterDeath, limit, except, running }: DueOptions,
  ): Promise<readonly ParkedRecord[]> {
    const values = [group, ...columns(partitions), now, afterDeath, limit, except, running.map(String)];
    const rows = await this.#query<ParkedRow>(DUE, values);
    return rows.map(toParked);
  }

  async behind(
    { id, group, lane }: ParkedRecord,
    { afterDeath, limit }: BehindOptions,
  ): Promise<readonly ParkedRecord[]> {
    const rows = await this.#query<ParkedRow>(
      `select p.* from eventing.parked p
       where p.consumer = $2 and p.lane_key = $3 and p.id > $4 and ${HOLDS('p', '$6::text')}
         and (p.lane_sub is null or $5::text is null or p.lane_sub = $5)
       order by p.id
       limit $7`,
      [group, lane.key, String(id), lane.sub, afterDeath, limit],
    );
    return rows.map(toParked);
  }

  /**
   * Looks through the parked work of all firms, named in the same round trip. What a server has that only reads since another took
   * over is not gone by: what is parked on the new one would be overtaken. The pool lets go of a connection whose query failed.
   * @param sql its parameters begin at `$2`
   * @throws EventingError PARKED_WORK_UNSEEN what is there may not be seen: taking it for nothing would let records overtake
   */
  async #query<R extends object>(sql: string, values: readonly unknown[]): Promise<readonly R[]> {
    try {
      return (await this.pool.query<R>(namedToWrite('$1', sql), [EVERY_FIRM, ...values])).rows;
    } catch (cause) {
      if (cause instanceof DatabaseError && cause.code === REFUSED)
        throw new EventingError('PARKED_WORK_UNSEEN', `parked work cannot be seen: ${cause.message}`, {
          cause,
        });
      throw new InfrastructureUnavailable('postgres', { cause });
    }
  }
}

/** A record comes to the lot once, whatever the redeliveries. */
async function insert(
  client: ClientBase,
  { group, lane, record }: Waiting,
  failure: Failure | null,
): Promise<void> {
  await client.query(
    `insert into eventing.parked (
       state, tries, code, due_at, first_failed_at, last_failed_at,
       consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, value, headers, record_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (consumer, topic, partition, record_offset) do nothing`,
    [
      ...(failure === null ? ['waiting', 0, null, new Date(0), null, null] : failureValues(failure)),
      group,
      record.topic,
      record.partition,
      String(record.offset),
      lane.key,
      lane.sub,
      record.key,
      record.value,
      JSON.stringify(record.headers),
      record.timestamp,
    ],
  );
}

const failureValues = ({
  state,
  tries,
  code,
  dueAt,
  firstFailedAt,
  lastFailedAt,
}: Failure): readonly unknown[] => [state, tries, code, dueAt, firstFailedAt, lastFailedAt];

const columns = (partitions: readonly TopicPartition[]): readonly [string[], number[]] => [
  partitions.map(({ topic }) => topic),
  partitions.map(({ partition }) => partition),
];
