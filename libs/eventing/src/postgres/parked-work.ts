import type { ClientBase } from 'pg';
import type { Event, FailureCode, FirmId, WorkPlace } from '@counterpart/contracts';
import { readEvent } from '../lanes/read-event.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import { toParked, type ParkedRow } from './parked-row.js';

/*
 * Parked work in the hands of an operator. Every change takes the operator’s transaction, so that it is recorded on the
 * trail together with what it does, or not done at all. The transaction names the firm: rows of others are not there.
 */

/** Parked work as an operator sees it. */
export interface ParkedWork extends ParkedRecord {
  /** Null where the record is not an event that we can read. */
  readonly event: Event | null;
}

/** Failed work in a list. */
export interface ListedWork extends ParkedWork {
  /** Records that wait behind it. */
  readonly behind: number;
}

const LIST = `
select p.*, (
  select count(*) from eventing.parked f
  where f.consumer = p.consumer and f.lane_key = p.lane_key and f.id > p.id and f.first_failed_at is null
    and (f.lane_sub = p.lane_sub or (p.state = 'waiting' and (f.lane_sub is null or p.lane_sub is null)))
) as behind
from eventing.parked p
where p.firm = $1 and p.first_failed_at is not null
order by p.first_failed_at, p.id
limit $2`;

/** A firm’s work that failed and waits for its next try or was given up, the oldest failure first. */
export async function listParked(
  client: ClientBase,
  firm: FirmId,
  limit: number,
): Promise<readonly ListedWork[]> {
  const { rows } = await client.query<ParkedRow & { behind: string }>(LIST, [firm, limit]);
  return rows.map((row) => ({ ...toWork(row), behind: Number(row.behind) }));
}

/** Which failed work is gone through. */
export interface Sought {
  /** Null for whatever failed. */
  readonly code: FailureCode | null;
  /** Of a row of the page before; 0 for the first page. */
  readonly after: bigint;
  readonly limit: number;
}

/** Where a firm’s failed work stands, page by page, in the order in which it was parked. */
export async function failedPlaces(
  client: ClientBase,
  firm: FirmId,
  { code, after, limit }: Sought,
): Promise<readonly { readonly id: bigint; readonly place: WorkPlace }[]> {
  const { rows } = await client.query<
    Pick<ParkedRow, 'id' | 'consumer' | 'topic' | 'partition' | 'record_offset'>
  >(
    `select p.id, p.consumer, p.topic, p.partition, p.record_offset from eventing.parked p
     where p.firm = $1 and p.first_failed_at is not null and ($2::text is null or p.code = $2) and p.id > $3
     order by p.id
     limit $4`,
    [firm, code, String(after), limit],
  );
  return rows.map(({ id, consumer, topic, partition, record_offset: offset }) => ({
    id: BigInt(id),
    place: { consumer, topic, partition, offset },
  }));
}

/** Finds one parked record of a firm and holds it until the transaction ends. */
export async function holdParked(
  client: ClientBase,
  firm: FirmId,
  { consumer, topic, partition, offset }: WorkPlace,
): Promise<ParkedWork | undefined> {
  const { rows } = await client.query<ParkedRow>(
    `select p.* from eventing.parked p
     where p.consumer = $2 and p.topic = $3 and p.partition = $4 and p.record_offset = $5 and p.firm = $1
     for update`,
    [firm, consumer, topic, partition, offset],
  );
  return rows[0] && toWork(rows[0]);
}

/** Has parked or given-up work tried again at once; its tries are counted anew. */
export async function retryParked(client: ClientBase, id: bigint): Promise<void> {
  await client.query(
    `update eventing.parked set state = 'waiting', tries = 0, due_at = clock_timestamp() where id = $1`,
    [String(id)],
  );
}

/** Has all of a firm’s work that awaits a connection tried at once, in every service: a person has connected anew. */
export async function resumeConnection(client: ClientBase, firm: FirmId, code: FailureCode): Promise<void> {
  await client.query(
    `update eventing.parked p set due_at = clock_timestamp()
     where p.state = 'waiting' and p.code = $2 and p.firm = $1`,
    [firm, code],
  );
}

/** Gives parked work up; what waits behind it goes on. */
export async function discardParked(client: ClientBase, id: bigint): Promise<void> {
  await client.query('delete from eventing.parked where id = $1', [String(id)]);
}

function toWork(row: ParkedRow): ParkedWork {
  const parked = toParked(row);
  return { ...parked, event: readEvent(parked.record) };
}
