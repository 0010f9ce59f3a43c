import { DatabaseError, type ClientBase, type Pool } from 'pg';
import type { TopicPartition } from '../broker.js';
import { EventingError, InfrastructureUnavailable } from '../errors.js';
import type { Lane } from '../lanes/lane-of.js';
import type {
  AwaitingConnection,
  DueOptions,
  Failure,
  ParkedRecord,
  ParkingLot,
  Waiting,
} from '../parking/parking-lot.js';
import { EVERY_FIRM, named } from './naming-firms.js';
import { toParked, type ParkedRow } from './parked-row.js';

/** Rows that hold those after them: what waits, and what is dead where the dead hold their followers. */
const HOLDS = (row: string, afterDeath: string): string =>
  `(${row}.state = 'waiting' or ${afterDeath} = 'hold')`;

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

  async release({ client }: { readonly client: ClientBase }, id: bigint): Promise<boolean> {
    const { rowCount } = await client.query('delete from eventing.parked where id = $1', [String(id)]);
    return rowCount === 1;
  }

  /** Rows that another probe holds are its to put off: two of them never wait for each other. */
  async putOff(
    { client }: { readonly client: ClientBase },
    { group, firm, code }: AwaitingConnection,
    { by, until }: { readonly by: Date; readonly until: Date },
  ): Promise<void> {
    await client.query(
      `update eventing.parked set due_at = $5
       where id in (
         select p.id from eventing.parked p
         where p.consumer = $1 and p.state = 'waiting' and p.due_at <= $4 and p.code = $3 and p.firm = $2
         for update skip locked)`,
      [group, firm, code, by, until],
    );
  }

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
         for update skip locked)`,
      [group, firm, code, now],
    );
  }

  async heldLanes(
    group: string,
    partitions: readonly TopicPartition[],
    afterDeath: 'hold' | 'release',
  ): Promise<readonly Lane[]> {
    const rows = await this.#query<Pick<ParkedRow, 'lane_key' | 'lane_sub'>>(
      `select distinct p.lane_key, p.lane_sub
       from eventing.parked p
       join unnest($3::text[], $4::int[]) as mine (topic, partition) using (topic, partition)
       where p.consumer = $2 and ${HOLDS('p', '$5::text')}`,
      [group, ...columns(partitions), afterDeath],
    );
    return rows.map(({ lane_key: key, lane_sub: sub }) => ({ key, sub }));
  }

  async heldSubs(
    group: string,
    key: string,
    afterDeath: 'hold' | 'release',
  ): Promise<readonly (string | null)[]> {
    const rows = await this.#query<Pick<ParkedRow, 'lane_sub'>>(
      `select distinct p.lane_sub from eventing.parked p
       where p.consumer = $2 and p.lane_key = $3 and ${HOLDS('p', '$4::text')}`,
      [group, key, afterDeath],
    );
    return rows.map(({ lane_sub: sub }) => sub);
  }

  async due(
    group: string,
    partitions: readonly TopicPartition[],
    { now, afterDeath, limit, except }: DueOptions,
  ): Promise<readonly ParkedRecord[]> {
    const rows = await this.#query<ParkedRow>(
      `select p.* from eventing.parked p
       join unnest($3::text[], $4::int[]) as mine (topic, partition) using (topic, partition)
       where p.consumer = $2 and p.state = 'waiting' and p.due_at <= $5 and not (p.firm = any($8::text[]))
         and not exists (
           select 1 from eventing.parked before
           where before.consumer = p.consumer and before.lane_key = p.lane_key and before.id < p.id
             and ${HOLDS('before', '$6::text')}
             and (before.lane_sub is null or p.lane_sub is null or before.lane_sub = p.lane_sub))
       order by p.due_at, p.id
       limit $7`,
      [group, ...columns(partitions), now, afterDeath, limit, except],
    );
    return rows.map(toParked);
  }

  /**
   * Looks through the parked work of all firms, named in the same round trip.
   * @param sql its parameters begin at `$2`
   * @throws EventingError PARKED_WORK_UNSEEN what is there may not be seen: taking it for nothing would let records overtake
   */
  async #query<R extends object>(sql: string, values: readonly unknown[]): Promise<readonly R[]> {
    try {
      return (await this.pool.query<R>(named('$1', sql), [EVERY_FIRM, ...values])).rows;
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
